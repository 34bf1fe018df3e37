'use strict';

// The authorizer that espc puts before a gateway's routes on AWS. policy.json says what each route asks for and who may
// call it; credentials are in Secrets Manager.
const gatekeeper = require('./gatekeeper');
const policy = require('./policy.json');
const secrets = require('./secrets');

const { SecretsManagerClient, GetSecretValueCommand } = require('@aws-sdk/client-secrets-manager'); // comes with the runtime

const client = new SecretsManagerClient({ maxAttempts: 3, requestHandler: { connectionTimeout: 1000, requestTimeout: 2000 } });
const read = async (id) => (await client.send(new GetSecretValueCommand({ SecretId: id }))).SecretString;

exports.handler = gatekeeper(policy, { secrets: secrets(read), usage: process.env.USAGE });
