/* global rs, sleep -- of mongosh */
// Run by mongosh (compose.yaml). A set that is there already is left as it is.
const HOSTS = ['mongo-1', 'mongo-2', 'mongo-3'];
const NOT_YET_INITIALIZED = 94;

const waitForPrimary = () => {
  while (!rs.status().members.some(({ stateStr }) => stateStr === 'PRIMARY')) sleep(500);
};

try {
  rs.status();
} catch (error) {
  if (error.code !== NOT_YET_INITIALIZED) throw error;
  rs.initiate({ _id: 'telega2go', members: HOSTS.map((host, _id) => ({ _id, host })) });
}
waitForPrimary();
