import de.bwaldvogel.mongo.MongoBackend;
import de.bwaldvogel.mongo.MongoServer;
import de.bwaldvogel.mongo.MongoVersion;
import de.bwaldvogel.mongo.backend.h2.H2Backend;
import de.bwaldvogel.mongo.backend.memory.MemoryBackend;
import de.bwaldvogel.mongo.bson.Document;
import de.bwaldvogel.mongo.wire.message.MongoMessage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.h2.mvstore.MVStore;

/**
 * A server that speaks MongoDB's wire protocol, for tests where no mongod can be had: {@code MongoStandIn <port> [folder]}.
 * It says "ready" and its port (0 takes a free one) when it listens, and ends when its standard input does, so that it
 * never outlives the tests. With a folder it keeps its data there, and has no change streams.
 */
public final class MongoStandIn {
  public static void main(String[] args) throws IOException {
    MongoServer server = args.length > 1 ? onDisk(Path.of(args[1])) : inMemory();
    server.bind("127.0.0.1", Integer.parseInt(args[0]));
    System.out.println("ready " + server.getLocalAddress().getPort());
    while (System.in.read() >= 0) {
      // Nothing is said here: only the end counts.
    }
    server.shutdownNow();
  }

  private static MongoServer inMemory() {
    MongoServer server = new MongoServer(new SnapshotBackend().version(new Version()));
    server.enableOplog();
    return server;
  }

  private static MongoServer onDisk(Path folder) {
    MVStore store = new MVStore.Builder().fileName(folder.resolve("stand-in.mv").toString()).autoCommitDisabled().open();
    return new MongoServer(new DurableBackend(store).version(new Version()));
  }

  /** The oldest version that the driver accepts, and no newer than what the server knows. */
  private static final class Version implements MongoVersion {
    @Override
    public List<Integer> getVersionArray() {
      return List.of(5, 0, 0);
    }

    @Override
    public int getWireVersion() {
      return 13;
    }
  }

  /**
   * Answers are what was there, as a mongod gives them, and not the records themselves, which the next command may change
   * before they are on the wire. Change streams are told of what findAndModify changed, as a mongod does.
   */
  private static final class SnapshotBackend extends MemoryBackend {
    @Override
    public synchronized Document handleMessage(MongoMessage message) {
      Document answer = super.handleMessage(message).cloneDeeply();
      Object collection = message.getDocument().get("findAndModify");
      if (collection != null && answer.get("value") instanceof Document changed) {
        Object id = changed.get("_id");
        String namespace = message.getDatabaseName() + "." + collection;
        oplog.handleUpdate(namespace, new Document(), new Document("_id", id), List.of(id));
      }
      return answer;
    }

    /** A change stream looks through all that was ever written, however often it is asked: what is gone is forgotten. */
    @Override
    protected Document handleDropDatabase(String name) {
      Document answer = super.handleDropDatabase(name);
      Document written = new Document("ns", new Document("$regex", "^" + Pattern.quote(name + ".")));
      resolveDatabase("local").resolveCollection(OPLOG_COLLECTION_NAME, true).deleteDocuments(written, 0);
      return answer;
    }
  }

  /**
   * What was acknowledged is in the file, as a mongod's journal has it. Only whole commands are written down, hence one
   * after the other: a document without its index entry would come back from a crash.
   */
  private static final class DurableBackend extends H2Backend {
    DurableBackend(MVStore store) {
      super(store);
    }

    @Override
    public synchronized Document handleMessage(MongoMessage message) {
      try {
        return super.handleMessage(message);
      } finally {
        commit();
      }
    }
  }
}
