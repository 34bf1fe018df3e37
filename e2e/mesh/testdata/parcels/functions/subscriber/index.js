// Tells what reached it, in a line of JSON, and fails at what is broken.
exports.handler = (event) => {
  const { id, type, source, subject, data, service, priority } = event;
  console.log(`GOT ${JSON.stringify({ id, type, source, subject, data, service, priority })}`);
  if (data.broken) throw new Error('it is broken');
};
