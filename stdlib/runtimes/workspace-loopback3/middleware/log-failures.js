'use strict';

// logFailures writes what the caller is not shown: the cause of an answer of 500 and above. A client's mistake
// (4xx) is the client's to read and would only fill the log.
module.exports = () => (error, req, res, next) => {
  if ((error.statusCode || error.status || 500) >= 500) {
    console.error(`${req.method} ${req.path}:`, error.stack || error);
  }
  next(error);
};
