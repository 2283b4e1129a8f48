const { default: Sequencer } = require('@jest/test-sequencer');

/** The long ones first: a story that starts last makes the other workers wait. */
const ORDER = ['process', 'again', 'browser', 'mongo', 'fast'];

const rankOf = ({ context }) => ORDER.indexOf(context.config.displayName.name);

class LongestFirst extends Sequencer {
  sort(tests) {
    return super.sort(tests).sort((a, b) => rankOf(a) - rankOf(b));
  }
}

module.exports = LongestFirst;
