export { until } from '../../src/until.fixture';
