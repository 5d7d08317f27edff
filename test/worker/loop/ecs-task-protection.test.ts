import assert from "node:assert/strict";
import { createServer, type Server } from "node:http";
import { type AddressInfo } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { EVENTS } from "../../../worker/contract/events";
import { ecsTaskProtection } from "../../../worker/loop/ecs-task-protection";
import { type TaskProtection } from "../../../worker/stages/ports";
import { FakeClock } from "../../helpers/fake-clock";

describe("task protection", () => {
  let server: Server;
  let clock: FakeClock;
  let protection: TaskProtection;
  let isRefusing: boolean;
  const asked: string[] = [];
  const warned: string[] = [];
  beforeEach(async () => {
    isRefusing = false;
    for (const list of [asked, warned]) list.length = 0;
    server = createServer((incoming, outgoing) => {
      void incoming.toArray().then((parts: Buffer[]) => {
        asked.push(`${incoming.method} ${incoming.url} ${Buffer.concat(parts).toString()}`);
        outgoing.statusCode = isRefusing ? 400 : 200;
        outgoing.end(isRefusing ? '{"error":"no rights"}' : '{"protection":{}}');
      });
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    clock = new FakeClock();
    const note = (event: string): void => void warned.push(event);
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/api/x`;
    protection = ecsTaskProtection(url, clock, { info: note, warn: note, error: note });
  });
  afterEach(async () => {
    await protection.end();
    server.closeAllConnections();
    server.close();
  });
  const until = async (count: number): Promise<void> => {
    while (asked.length < count) await sleep(5);
    await sleep(20); // the answer has arrived as well
  };
  const on = 'PUT /api/x/task-protection/v1/state {"ProtectionEnabled":true,"ExpiresInMinutes":60}';
  const off = 'PUT /api/x/task-protection/v1/state {"ProtectionEnabled":false}';

  it("is held once jobs are in progress, renewed before it expires, and dropped when none were for a while", async () => {
    protection.busy(true);
    await clock.pass(1);
    await until(1);
    await clock.pass(21 * 60);
    await until(2);
    protection.busy(false);
    await clock.pass(31);
    await until(3);
    assert.deepEqual(asked, [on, on, off]);
  });

  it("stays as it is between two jobs", async () => {
    protection.busy(true);
    await clock.pass(1);
    await until(1);
    for (let job = 0; job < 5; job++) {
      protection.busy(false);
      await clock.pass(2);
      protection.busy(true);
      await clock.pass(2);
    }
    assert.deepEqual(asked, [on]);
  });

  it("is dropped when the worker ends", async () => {
    protection.busy(true);
    await clock.pass(1);
    await until(1);
    await protection.end();
    assert.deepEqual(asked, [on, off]);
  });

  it("that is refused is asked for again, and logged once", async () => {
    isRefusing = true;
    protection.busy(true);
    await clock.pass(1);
    await until(1);
    await clock.pass(61);
    await until(2);
    isRefusing = false;
    await clock.pass(61);
    await until(3);
    assert.deepEqual([asked, warned], [[on, on, on], [EVENTS.protectionRefused]]);
  });
});
