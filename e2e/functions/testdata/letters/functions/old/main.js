exports.answer = (req, res) => res.json({ node: process.version.split('.')[0], path: req.path, heard: req.get('x-said') });
