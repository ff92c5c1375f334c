import{createRequire as __r}from'node:module';const require=__r(import.meta.url);
import {
  isContractError
} from "./chunk-26BNJEX3.mjs";
import {
  GetItem$,
  UpdateItemCommand,
  _ep3,
  _mw0,
  command
} from "./chunk-2PK2AIU4.mjs";
import {
  ConflictError,
  DeferredError,
  PermanentError
} from "./chunk-NINPZLTC.mjs";
import "./chunk-PXGTI7XW.mjs";
import "./chunk-7SOEB2XN.mjs";
import "./chunk-TZY5Q4OZ.mjs";
import "./chunk-LSMFQKDM.mjs";

// lambdas/runtime/circuit-breaker/circuit.ts
var closedCircuit = {
  state: "closed",
  window: 0,
  calls: 0,
  failures: 0,
  openUntil: 0,
  openings: 0,
  probes: 0,
  probeSuccesses: 0,
  probeUntil: 0
};
function permissionOf(circuit, settings, now) {
  if (circuit.state === "closed") return { kind: "call" };
  if (circuit.state === "open") {
    return now < circuit.openUntil ? { kind: "wait", milliseconds: circuit.openUntil - now } : { kind: "probe" };
  }
  const probesOut = circuit.probes >= settings.probes && now < circuit.probeUntil;
  return probesOut ? { kind: "wait", milliseconds: circuit.probeUntil - now } : { kind: "probe" };
}
var windowOf = (settings, now) => Math.floor(now / (settings.windowSeconds * 1e3));
var shouldOpen = ({ state, calls, failures }, settings) => state === "closed" && calls >= settings.minimumCalls && failures / calls >= settings.failureRatio;
var openMilliseconds = (settings, openings) => Math.min(settings.maxOpenSeconds, settings.openSeconds * 2 ** openings) * 1e3;

// lambdas/runtime/circuit-breaker/circuit-breaker.ts
var SNAPSHOT_MILLISECONDS = 1e3;
var SPREAD_MILLISECONDS = 1e4;
var CircuitBreaker = class {
  #environment;
  #snapshot = closedCircuit;
  #readAt = Number.NEGATIVE_INFINITY;
  #reading;
  #counted = { window: 0, calls: 0, failures: 0 };
  constructor(environment) {
    this.#environment = environment;
  }
  /**
   * @param signal when it aborts before the call has answered, that is a failure of the downstream.
   * @throws {DeferredError} `CIRCUIT_OPEN`, or whatever the call throws.
   */
  async run(call, signal) {
    const { settings, clock } = this.#environment;
    await this.#refresh();
    const permission = permissionOf(this.#snapshot, settings, clock.now());
    if (permission.kind === "wait") throw this.#deferred(permission.milliseconds);
    signal?.throwIfAborted();
    if (permission.kind === "probe") return this.#probe(call, signal);
    try {
      const result = await untilAborted(call, signal);
      this.#count(0);
      return result;
    } catch (error) {
      this.#count(isDownstreamFailure(error) ? 1 : 0);
      if (isDownstreamFailure(error)) await this.#share();
      throw error;
    }
  }
  /** @throws {DeferredError} when the circuit is known to be open: asked before anything is claimed for a message. */
  async assertNotOpen() {
    await this.#refresh();
    const { settings, clock } = this.#environment;
    const permission = permissionOf(this.#snapshot, settings, clock.now());
    if (permission.kind === "wait") throw this.#deferred(permission.milliseconds);
  }
  async #probe(call, signal) {
    const { clock, store, settings } = this.#environment;
    const granted = await store.takeProbe(clock.now()).catch(() => void 0);
    if (!granted) {
      this.#readAt = Number.NEGATIVE_INFINITY;
      throw this.#deferred(settings.probeSeconds * 1e3 * 0.1);
    }
    this.#learn(granted);
    try {
      const result = await untilAborted(call, signal);
      this.#learn(await store.probeSucceeded(granted.probeUntil, clock.now()).catch(() => void 0));
      return result;
    } catch (error) {
      const change = isDownstreamFailure(error) ? store.probeFailed(granted.probeUntil, granted.openings, clock.now()) : store.probeSucceeded(granted.probeUntil, clock.now());
      this.#learn(await change.catch(() => void 0));
      throw error;
    }
  }
  #deferred(waitMilliseconds) {
    const { name, random } = this.#environment;
    const spread = random() * Math.max(SPREAD_MILLISECONDS, waitMilliseconds / 2);
    const options = { downstream: name };
    return new DeferredError(
      "CIRCUIT_OPEN",
      `The circuit of "${name}" is open.`,
      (waitMilliseconds + spread) / 1e3,
      options
    );
  }
  #count(failures) {
    const { settings, clock } = this.#environment;
    const window = windowOf(settings, clock.now());
    if (window !== this.#counted.window) this.#counted = { window, calls: 0, failures: 0 };
    this.#counted.calls++;
    this.#counted.failures += failures;
  }
  /** Only failures are worth a write; the successes of the same window go with them, for the ratio. */
  async #share() {
    const { store, settings, clock } = this.#environment;
    const { window, ...counts } = this.#counted;
    if (counts.failures === 0) return;
    this.#counted = { window, calls: 0, failures: 0 };
    try {
      const now = clock.now();
      const circuit = await store.count(window, counts, now);
      if (!circuit) return;
      this.#learn(circuit);
      if (shouldOpen(circuit, settings)) this.#learn(await store.open(circuit.openings, now) ?? await store.read());
    } catch {
    }
  }
  async #refresh() {
    const { store, clock } = this.#environment;
    if (clock.now() - this.#readAt < SNAPSHOT_MILLISECONDS) return;
    this.#reading ??= store.read().catch(() => closedCircuit).then((circuit) => this.#learn(circuit)).finally(() => {
      this.#reading = void 0;
    });
    await this.#reading;
  }
  #learn(circuit) {
    if (!circuit) return;
    this.#snapshot = circuit;
    this.#readAt = this.#environment.clock.now();
  }
};
var isDownstreamFailure = (error) => !(error instanceof PermanentError || error instanceof DeferredError || error instanceof ConflictError || isContractError(error));
function untilAborted(call, signal) {
  if (!signal) return call();
  const { promise, reject } = Promise.withResolvers();
  const abort = () => reject(signal.reason);
  signal.addEventListener("abort", abort, { once: true });
  return Promise.race([call(), promise]).finally(() => signal.removeEventListener("abort", abort));
}

// node_modules/@aws-sdk/client-dynamodb/dist-es/commands/GetItemCommand.js
var GetItemCommand = class extends command(_ep3, _mw0, "GetItem", GetItem$) {
};

// lambdas/runtime/circuit-breaker/circuit-store.ts
var TTL_SECONDS = 7 * 86400;
var CircuitStore = class {
  #dynamo;
  #table;
  #name;
  #settings;
  constructor(dynamo, table, name, settings) {
    this.#dynamo = dynamo;
    this.#table = table;
    this.#name = name;
    this.#settings = settings;
  }
  async read() {
    const { Item } = await this.#dynamo.send(
      new GetItemCommand({ TableName: this.#table, Key: { pk: { S: this.#name } }, ConsistentRead: true })
    );
    return toCircuit(Item);
  }
  /** Adds to the counts of a window; the first of a new window starts them at these. */
  async count(window, { calls, failures }, now) {
    const counts = { ":window": n(window), ":calls": n(calls), ":failures": n(failures) };
    const added = await this.#update(now, {
      UpdateExpression: "ADD calls :calls, failures :failures",
      // The window is still the one that was counted in.
      ConditionExpression: "#window = :window",
      ExpressionAttributeValues: counts
    });
    return added ?? await this.#update(now, {
      UpdateExpression: "SET #window = :window, calls = :calls, failures = :failures",
      // Nobody has begun it, and nobody is beyond it.
      ConditionExpression: "attribute_not_exists(#window) OR #window < :window",
      ExpressionAttributeValues: counts
    });
  }
  /** @param openings before this one. */
  open(openings, now) {
    return this.#update(now, {
      UpdateExpression: "SET #state = :open, open_until = :until ADD openings :one",
      // Nobody else has opened it: two that saw the same failures open it once.
      ConditionExpression: "attribute_not_exists(#state) OR #state = :closed",
      ExpressionAttributeValues: {
        ":open": s("open"),
        ":closed": s("closed"),
        ":until": n(now + openMilliseconds(this.#settings, openings)),
        ":one": n(1)
      }
    });
  }
  /** Takes one of the few probes. @returns nothing when they are all taken. */
  async takeProbe(now) {
    const first = await this.#update(now, {
      UpdateExpression: "SET #state = :half, probes = :one, probe_successes = :zero, probe_until = :until",
      ConditionExpression: [
        // It has been open long enough.
        "(#state = :open AND open_until <= :now)",
        // Or earlier probes have died without an answer.
        "(#state = :half AND probe_until <= :now)"
      ].join(" OR "),
      ExpressionAttributeValues: {
        ":half": s("half-open"),
        ":open": s("open"),
        ":one": n(1),
        ":zero": n(0),
        ":now": n(now),
        ":until": n(now + this.#settings.probeSeconds * 1e3)
      }
    });
    return first ?? await this.#update(now, {
      UpdateExpression: "ADD probes :one",
      // Others probe already, and there is one left.
      ConditionExpression: "#state = :half AND probes < :most AND probe_until > :now",
      ExpressionAttributeValues: {
        ":half": s("half-open"),
        ":one": n(1),
        ":most": n(this.#settings.probes),
        ":now": n(now)
      }
    });
  }
  /** @param round `probeUntil` of the round that the probe belongs to. */
  async probeSucceeded(round, now) {
    const values = { ":half": s("half-open"), ":round": n(round) };
    const condition = "#state = :half AND probe_until = :round";
    const counted = await this.#update(now, {
      UpdateExpression: "ADD probe_successes :one",
      ConditionExpression: condition,
      ExpressionAttributeValues: { ...values, ":one": n(1) }
    });
    if (!counted || counted.probeSuccesses < this.#settings.probes) return counted;
    return this.#update(now, {
      UpdateExpression: "SET #state = :closed, openings = :zero, calls = :zero, failures = :zero REMOVE open_until, probe_until",
      ConditionExpression: condition,
      ExpressionAttributeValues: { ...values, ":closed": s("closed"), ":zero": n(0) }
    });
  }
  /** @param openings before this one. */
  probeFailed(round, openings, now) {
    return this.#update(now, {
      UpdateExpression: "SET #state = :open, open_until = :until REMOVE probe_until ADD openings :one",
      ConditionExpression: "#state = :half AND probe_until = :round",
      ExpressionAttributeValues: {
        ":half": s("half-open"),
        ":open": s("open"),
        ":round": n(round),
        ":until": n(now + openMilliseconds(this.#settings, openings)),
        ":one": n(1)
      }
    });
  }
  /** @returns the new state, or nothing when the condition did not hold. */
  async #update(now, update) {
    const { UpdateExpression, ConditionExpression } = update;
    const used = `${UpdateExpression} ${ConditionExpression}`;
    try {
      const { Attributes } = await this.#dynamo.send(
        new UpdateItemCommand({
          ...update,
          TableName: this.#table,
          Key: { pk: { S: this.#name } },
          UpdateExpression: withExpiry(UpdateExpression),
          ExpressionAttributeNames: Object.fromEntries(
            [["#state", "state"], ["#window", "window"]].filter(([name]) => used.includes(name))
          ),
          ExpressionAttributeValues: {
            ...update.ExpressionAttributeValues,
            ":expires_at": n(Math.ceil(now / 1e3) + TTL_SECONDS)
          },
          ReturnValues: "ALL_NEW"
        })
      );
      return toCircuit(Attributes);
    } catch (error) {
      if (error instanceof Error && error.name === "ConditionalCheckFailedException") return void 0;
      throw error;
    }
  }
};
var withExpiry = (expression) => expression.startsWith("SET ") ? expression.replace("SET ", "SET expires_at = :expires_at, ") : `SET expires_at = :expires_at ${expression}`;
var n = (value) => ({ N: String(value) });
var s = (value) => ({ S: value });
function toCircuit(item) {
  const number = (name) => Number(item?.[name]?.N ?? 0);
  return {
    state: item?.state?.S ?? closedCircuit.state,
    window: number("window"),
    calls: number("calls"),
    failures: number("failures"),
    openUntil: number("open_until"),
    openings: number("openings"),
    probes: number("probes"),
    probeSuccesses: number("probe_successes"),
    probeUntil: number("probe_until")
  };
}

// lambdas/runtime/circuit-breaker/settings.ts
var breakerDefaults = {
  windowSeconds: 30,
  minimumCalls: 10,
  failureRatio: 0.5,
  openSeconds: 30,
  maxOpenSeconds: 600,
  probes: 3,
  probeSeconds: 30
};

// lambdas/runtime/circuit-breaker/breakers.ts
function createBreaker(name, { clock, random, dynamo, breakerTable = "" }, changes = {}) {
  const settings = { ...breakerDefaults, ...changes };
  const store = new CircuitStore(dynamo, breakerTable, name, settings);
  return new CircuitBreaker({ name, settings, clock, random, store });
}
export {
  createBreaker
};
