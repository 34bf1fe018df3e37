exports.handler = () => {}
