'use strict';

// isFailure reports whether a payload is what Lambda says of an asynchronous call that failed for good: it has the event
// that was the call's.
function isFailure(event) {
  return Boolean(event?.requestPayload !== undefined && event.requestContext?.condition);
}

// errorOf returns what a dead letter says of the failure, in the attributes that Knative has for it.
function errorOf({ requestContext, responsePayload }) {
  return {
    knativeerrordest: requestContext.functionArn,
    knativeerrorcode: '500',
    knativeerrordata: responsePayload?.errorMessage ?? requestContext.condition,
  };
}

// errorOfMessage is errorOf for a message that EventBridge put into a rule's dead-letter queue.
function errorOfMessage({ ERROR_CODE: code, ERROR_MESSAGE: message, TARGET_ARN: target }) {
  if (!code) return {};
  return {
    knativeerrordest: target?.stringValue ?? '',
    knativeerrorcode: '500',
    knativeerrordata: message?.stringValue ?? code.stringValue,
  };
}

module.exports = { isFailure, errorOf, errorOfMessage };
