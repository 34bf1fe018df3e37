local host = 'parcels.example.com';
local memory = '256Mi';

// A model on the one connector.
local model(property, relation) = {
  connector: 'connector.main',
  property: property,
  relation: relation,
};
local text = { type: 'string', required: true };
local belongsTo(name) = { type: 'belongsTo', model: 'model.' + name };
local hasMany(name) = { type: 'hasMany', model: 'model.' + name };

// A Node function from the folder of its name; every one of them asks the parcels.
local node(name) = {
  runtime: 'nodejs24',
  source: './functions/' + name,
  memory: memory,
  timeout: '10s',
  calls: ['model.parcel'],
};

// A route on the one gateway.
local route(paths, to, methods=['GET']) = {
  gateway: 'gateway.edge',
  paths: paths,
  methods: methods,
  to: to,
};

// What the public may read: the API's path, and the model behind it.
local readable = { depots: 'depot', parcels: 'parcel' };

{
  topology: {
    name: 'parcels',
    description: 'Tracks parcels from the depot to the door',
  },

  connector: {
    main: {
      type: 'postgresql',
      host: 'postgres.example.com',
      database: 'parcels',
      username: 'parcels',
      password: 'secret.postgres',
    },
  },

  secret: {
    postgres: { key: 'parcels-postgres', property: 'password' },
    'alerts-token': { key: 'parcels-alerts', property: 'token' },
  },

  model: {
    depot: model(
      { name: text, city: { type: 'string', index: true } },
      { parcels: hasMany('parcel') },
    ),
    parcel: model(
      {
        number: text { unique: true },
        recipient: text,
        weightGrams: { type: 'integer', required: true },
        delivered: { type: 'boolean', default: false },
        lastScanAt: { type: 'date', index: true },
      },
      { depot: belongsTo('depot'), scans: hasMany('scan') },
    ),
    scan: model(
      {
        at: { type: 'date', required: true },
        place: text,
        event: text { description: 'arrived, left or delivered' },
      },
      { parcel: belongsTo('parcel') },
    ),
  },

  // A keyword of Jsonnet, so quoted.
  'function': {
    track: node('track'),
    label: node('label') {
      env: { PDF_URL: { of: 'microservice.pdf', part: 'url' } },
    },
    overdue: node('overdue') {
      timeout: '30s',
      calls+: ['service_endpoint.alerts'],
      env: { ALERTS_TOKEN: 'secret.alerts-token' },
    },
  },

  schedule: {
    overdue: { every: '1h', to: 'function.overdue', input: { hours: 48 } },
  },

  // Turns HTML into PDF.
  microservice: {
    pdf: {
      image: 'gotenberg/gotenberg:8.15.3',
      port: 3000,
      user: 1001,
      memory: '1Gi',
      cpu: '250m',
      health: { type: 'http', path: '/health' },
      scratch: {
        tmp: { path: '/tmp', size: '256Mi' },
        home: { path: '/home/gotenberg' },
      },
    },
  },

  service_endpoint: {
    alerts: { urls: ['https://alerts.example.com/hooks/parcels'] },
  },

  gateway: {
    edge: {
      hosts: [host],
      rate_limit: { rate: '20/s', per: 'ip' },
      cors: { origins: ['https://' + host], methods: ['GET'] },
    },
  },

  api_endpoint: {
    ['read-' + path]: route(
      ['/api/' + path, '/api/%s/*' % path],
      'model.' + readable[path],
      methods=['GET', 'HEAD'],
    )
    for path in std.objectFields(readable)
  } + {
    track: route(['/track/{number}'], 'function.track'),
    label: route(['/labels/{number}'], 'function.label'),
  },

  environment: {
    prod: {
      backend: {
        kubernetes: { namespace: 'parcels', registry: 'registry.example.com/parcels' },
      },
      override: { 'gateway.edge': { replicas: 3 } },
    },
  },
}
