// POST of a signed JSON message -> 202 and an event, 401 where the signature is wrong, 400 for what is no JSON object or list.
const crypto = require('node:crypto');
const { publish } = require('espc');

const { SIGNING_KEY, SIGNATURE_HEADER, SIGNATURE_PREFIX, ID_HEADER, KIND_HEADER } = process.env;

// The one event that this may publish: espc names it in a variable of the environment.
const [event] = Object.keys(process.env).flatMap((name) => /^ESPC_EVENT_(.+)_ROUTE$/.exec(name)?.[1] ?? []);

exports.handler = async (req, res) => {
  if (!SIGNING_KEY) throw new Error('the signing key is empty, and anybody could sign with that');
  const body = req.rawBody ?? Buffer.alloc(0);
  if (!signed(body, req.get(SIGNATURE_HEADER) ?? '')) return res.status(401).json({ error: 'the signature is wrong' });
  const message = parse(body);
  if (typeof message !== 'object' || message === null) return res.status(400).json({ error: 'the message is no JSON object or list' });

  const id = req.get(ID_HEADER);
  const kind = req.get(KIND_HEADER);
  await publish(event, message, { ...(id && { id }), ...(kind && { extensions: { kind } }) });
  res.status(202).end();
};

// Compares in constant time, and digests of one length, so that neither tells anything.
function signed(body, signature) {
  const right = SIGNATURE_PREFIX + crypto.createHmac('sha256', SIGNING_KEY).update(body).digest('hex');
  const digest = (text) => crypto.createHash('sha256').update(text).digest();
  return crypto.timingSafeEqual(digest(right), digest(signature));
}

function parse(body) {
  try {
    return JSON.parse(body.toString('utf8'));
  } catch {
    return undefined;
  }
}
