// Lets those through who know the word, and tells who they are.
exports.handler = (req, res) => {
  if (req.get('x-word') !== 'sesame') return res.sendStatus(401);
  res.set('eg-consumer-id', req.get('x-name') || 'somebody').sendStatus(204);
};
