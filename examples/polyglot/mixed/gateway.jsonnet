// The variable `host`, declared in models.hcl.
local host = std.extVar('host');

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
}
