// What Lambda starts. The function is loaded while the environment starts, which is when a function that is not there
// has to show.
import { start } from './runtime.js';

export const handler = await start(process.env);
