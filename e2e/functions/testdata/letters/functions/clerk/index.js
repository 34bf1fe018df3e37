exports.handler = async ({ id, type, source, subject, time, data, stamp }) => {
  if (data && data.broken) throw new Error('it is broken');
  console.log(`GOT ${JSON.stringify({ id, type, source, subject, time, data, stamp })}`);
};
