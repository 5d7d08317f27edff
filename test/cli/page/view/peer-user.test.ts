import assert from "node:assert/strict";
import { connect, createServer, type Socket } from "node:net";
import { once } from "node:events";
import { isOwnPeer, ownerOf } from "../../../../cli/page/view/peer-user";

const TABLE = `  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode
   0: 0100007F:0FA0 00000000:0000 0A 00000000:00000000 00:00000000 00000000  1000        0 1 1 0 100 0 0 10 0
   1: 0100007F:C350 0100007F:0FA0 01 00000000:00000000 00:00000000 00000000 65534        0 2 1 0 20 4 30 10 -1
   2: 0100007F:C351 0100007F:0FA0 06 00000000:00000000 00:00000000 00000000     7        0 3 1 0 20 4 30 10 -1
`;

describe("who connects", () => {
  it("is read in the kernel's table, by the connection's other end", () => {
    assert.equal(ownerOf(TABLE, "127.0.0.1", 50_000), 65_534);
    assert.equal(ownerOf(TABLE, "::ffff:127.0.0.1", 50_000), 65_534);
    assert.equal(ownerOf(TABLE, "127.0.0.1", 50_001), undefined, "a closed connection has no owner");
    assert.equal(ownerOf(TABLE, "127.0.0.1", 4000), undefined, "a listener is no connection");
    assert.equal(ownerOf(TABLE, "127.0.0.2", 50_000), undefined);
  });

  it("is this user for a connection of this process", async () => {
    const server = createServer().listen(0, "127.0.0.1");
    await once(server, "listening");
    const client = connect((server.address() as { port: number }).port, "127.0.0.1");
    const [socket] = (await once(server, "connection")) as [Socket];
    try {
      assert.equal(await isOwnPeer(socket), true);
    } finally {
      client.destroy();
      socket.destroy();
      server.close();
    }
  });
});
