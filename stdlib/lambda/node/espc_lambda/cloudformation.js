'use strict';

// The requests of a custom resource: CloudFormation waits until somebody answers at the address it gives.
// https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/crpg-ref.html
const http = require('node:http');
const https = require('node:https');

// An answer may take 4096 bytes in all, and a character six of them.
const MOST_REASON = 400;

// TRIES is how often an answer is sent; the pause before the second is PAUSE_MS, then twice that.
const TRIES = 4;
const PAUSE_MS = 200;
const TIMEOUT_MS = 2000;

function matches(event) {
  return typeof event?.ResponseURL === 'string' && typeof event.RequestType === 'string';
}

// handle does the work that a request asks for and answers it, whatever comes of the work. A resource that goes, and one
// whose Run is what it was, ask for none.
async function handle(event, work) {
  const same = event.RequestType === 'Update' && event.ResourceProperties?.Run === event.OldResourceProperties?.Run;
  let reason;
  if (event.RequestType !== 'Delete' && !same) {
    try {
      await work();
    } catch (error) {
      reason = `${error.message}. The log is in ${process.env.AWS_LAMBDA_LOG_GROUP_NAME}, stream ${process.env.AWS_LAMBDA_LOG_STREAM_NAME}`;
    }
  }
  await answer(event, reason);
  return { answered: reason === undefined };
}

async function answer(event, reason) {
  const body = JSON.stringify({
    Status: reason === undefined ? 'SUCCESS' : 'FAILED',
    ...(reason !== undefined && { Reason: reason.slice(0, MOST_REASON) }),
    // One id for as long as the resource lives: another would be another resource.
    PhysicalResourceId: event.PhysicalResourceId ?? event.LogicalResourceId,
    StackId: event.StackId, RequestId: event.RequestId, LogicalResourceId: event.LogicalResourceId,
  });
  for (let tries = 1; ; tries++) {
    try {
      await put(event.ResponseURL, body);
      return;
    } catch (error) {
      console.error(`CloudFormation was not told: ${error.message}`);
      if (tries === TRIES) throw error;
      await new Promise((resolve) => setTimeout(resolve, PAUSE_MS * 2 ** (tries - 1)));
    }
  }
}

// put sends the answer to the address, which is signed for a request without a media type.
function put(url, body) {
  return new Promise((resolve, reject) => {
    const headers = { 'content-type': '', 'content-length': Buffer.byteLength(body) };
    const request = (url.startsWith('http:') ? http : https).request(url, { method: 'PUT', headers, timeout: TIMEOUT_MS }, (response) => {
      response.resume();
      if (response.statusCode < 300) resolve();
      else reject(new Error(`the address answered ${response.statusCode}`));
    });
    request.on('timeout', () => request.destroy(new Error('the address did not answer')));
    request.on('error', reject);
    request.end(body);
  });
}

module.exports = { matches, handle };
