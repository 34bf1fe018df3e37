'use strict';

const BUILT_IN = /^\$/;

// Every role that an access rule names gets its row in Role, so that a RoleMapping can point at
// it. Who has a role is data: rows of RoleMapping. A store without the table (no `migrate`) is not ours to
// fill, so a failure is a warning.
module.exports = async (app) => {
  if (!app.models.Role) return;
  const names = new Set();
  for (const model of app.models()) {
    for (const rule of model.settings.acls || []) {
      if (rule.principalType === 'ROLE' && !BUILT_IN.test(rule.principalId)) names.add(rule.principalId);
    }
  }
  for (const name of [...names].sort()) {
    try {
      // Not findOrCreate, which refuses a role that is there because its name is taken.
      if (!await app.models.Role.findOne({ where: { name } })) await app.models.Role.create({ name });
    } catch (error) {
      console.warn(`role ${name} could not be looked up or added: ${error.message}`);
    }
  }
};
