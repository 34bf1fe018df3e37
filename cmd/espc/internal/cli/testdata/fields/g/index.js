exports.handler = (req, res) => res.send("g");
