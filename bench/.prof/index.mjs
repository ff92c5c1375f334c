import{createRequire as __r}from'node:module';const require=__r(import.meta.url);
import {
  defaultProvider
} from "./chunk-I4NWSHC3.mjs";
import {
  noTracing
} from "./chunk-4KBY7URO.mjs";
import {
  isoTime,
  systemClock
} from "./chunk-R2FLTNCR.mjs";
import {
  ContractError,
  isContractError,
  toViolations
} from "./chunk-26BNJEX3.mjs";
import {
  BatchGetItem$,
  DeleteItem$,
  DescribeEndpoints$,
  PutItem$,
  TransactWriteItems$,
  UpdateItemCommand,
  _ep0,
  _ep1,
  _ep14,
  _ep3,
  _mw0,
  command,
  errorTypeRegistries,
  resolveClientEndpointParameters
} from "./chunk-2PK2AIU4.mjs";
import {
  ConflictError,
  DeferredError,
  PermanentError,
  PipelineError,
  TransientError
} from "./chunk-NINPZLTC.mjs";
import "./chunk-RMDXPUN7.mjs";
import {
  AwsJson1_0Protocol,
  AwsSdkSigV4Signer,
  NODE_AUTH_SCHEME_PREFERENCE_OPTIONS,
  resolveAwsSdkSigV4Config
} from "./chunk-4WHTIR6B.mjs";
import {
  Sha256Node
} from "./chunk-LPPS5TKT.mjs";
import {
  NodeHttpHandler
} from "./chunk-VPESZHSG.mjs";
import {
  DEFAULT_RETRY_MODE,
  DefaultIdentityProviderConfig,
  NODE_APP_ID_CONFIG_OPTIONS,
  NODE_MAX_ATTEMPT_CONFIG_OPTIONS,
  NODE_RETRY_MODE_CONFIG_OPTIONS,
  Retry,
  awsEndpointFunctions,
  createDefaultUserAgentProvider,
  emitWarningIfUnsupportedVersion as emitWarningIfUnsupportedVersion2,
  getAwsRegionExtensionConfiguration,
  getDefaultSocketTimeout,
  getHostHeaderPlugin,
  getHttpAuthSchemeEndpointRuleSetPlugin,
  getHttpSigningPlugin,
  getLoggerPlugin,
  getRecursionDetectionPlugin,
  getRetryPlugin,
  getUserAgentPlugin,
  resolveAwsRegionExtensionConfiguration,
  resolveHostHeaderConfig,
  resolveRetryConfig,
  resolveUserAgentConfig
} from "./chunk-DAP4XQUR.mjs";
import "./chunk-3BHUSAFK.mjs";
import {
  BinaryDecisionDiagram,
  Client,
  EndpointCache,
  NoOpLogger,
  customEndpointFunctions,
  decideEndpoint,
  emitWarningIfUnsupportedVersion,
  getDefaultExtensionConfiguration,
  loadConfigsForDefaultMode,
  resolveDefaultRuntimeConfig,
  resolveEndpointConfig
} from "./chunk-PXGTI7XW.mjs";
import {
  JsonCodec2,
  JsonShapeDeserializer2,
  JsonShapeSerializer2,
  getContentLengthPlugin,
  getHttpHandlerExtensionConfiguration,
  resolveHttpHandlerRuntimeConfig
} from "./chunk-PDVKR6MS.mjs";
import {
  NODE_REGION_CONFIG_FILE_OPTIONS,
  NODE_REGION_CONFIG_OPTIONS,
  NODE_USE_DUALSTACK_ENDPOINT_CONFIG_OPTIONS,
  NODE_USE_FIPS_ENDPOINT_CONFIG_OPTIONS,
  loadConfig,
  resolveDefaultsModeConfig,
  resolveRegionConfig
} from "./chunk-7SOEB2XN.mjs";
import {
  calculateBodyLength,
  fromBase64,
  fromUtf8,
  streamCollector,
  toBase64,
  toUtf8
} from "./chunk-OEDUSL6H.mjs";
import {
  NormalizedSchema,
  getSchemaSerdePlugin,
  getSmithyContext,
  normalizeProvider,
  parseUrl
} from "./chunk-TZY5Q4OZ.mjs";
import {
  __commonJS,
  __export,
  __toESM
} from "./chunk-LSMFQKDM.mjs";

// node_modules/obliterator/iterator.js
var require_iterator = __commonJS({
  "node_modules/obliterator/iterator.js"(exports, module) {
    function Iterator(next) {
      Object.defineProperty(this, "_next", {
        writable: false,
        enumerable: false,
        value: next
      });
      this.done = false;
    }
    Iterator.prototype.next = function() {
      if (this.done)
        return { done: true };
      var step = this._next();
      if (step.done)
        this.done = true;
      return step;
    };
    if (typeof Symbol !== "undefined")
      Iterator.prototype[Symbol.iterator] = function() {
        return this;
      };
    Iterator.of = function() {
      var args = arguments, l2 = args.length, i2 = 0;
      return new Iterator(function() {
        if (i2 >= l2)
          return { done: true };
        return { done: false, value: args[i2++] };
      });
    };
    Iterator.empty = function() {
      var iterator = new Iterator(null);
      iterator.done = true;
      return iterator;
    };
    Iterator.is = function(value) {
      if (value instanceof Iterator)
        return true;
      return typeof value === "object" && value !== null && typeof value.next === "function";
    };
    module.exports = Iterator;
  }
});

// node_modules/obliterator/foreach.js
var require_foreach = __commonJS({
  "node_modules/obliterator/foreach.js"(exports, module) {
    var ARRAY_BUFFER_SUPPORT = typeof ArrayBuffer !== "undefined";
    var SYMBOL_SUPPORT = typeof Symbol !== "undefined";
    function forEach(iterable, callback) {
      var iterator, k2, i2, l2, s2;
      if (!iterable)
        throw new Error("obliterator/forEach: invalid iterable.");
      if (typeof callback !== "function")
        throw new Error("obliterator/forEach: expecting a callback.");
      if (Array.isArray(iterable) || ARRAY_BUFFER_SUPPORT && ArrayBuffer.isView(iterable) || typeof iterable === "string" || iterable.toString() === "[object Arguments]") {
        for (i2 = 0, l2 = iterable.length; i2 < l2; i2++)
          callback(iterable[i2], i2);
        return;
      }
      if (typeof iterable.forEach === "function") {
        iterable.forEach(callback);
        return;
      }
      if (SYMBOL_SUPPORT && Symbol.iterator in iterable && typeof iterable.next !== "function") {
        iterable = iterable[Symbol.iterator]();
      }
      if (typeof iterable.next === "function") {
        iterator = iterable;
        i2 = 0;
        while (s2 = iterator.next(), s2.done !== true) {
          callback(s2.value, i2);
          i2++;
        }
        return;
      }
      for (k2 in iterable) {
        if (iterable.hasOwnProperty(k2)) {
          callback(iterable[k2], k2);
        }
      }
      return;
    }
    forEach.forEachWithNullKeys = function(iterable, callback) {
      var iterator, k2, i2, l2, s2;
      if (!iterable)
        throw new Error("obliterator/forEachWithNullKeys: invalid iterable.");
      if (typeof callback !== "function")
        throw new Error("obliterator/forEachWithNullKeys: expecting a callback.");
      if (Array.isArray(iterable) || ARRAY_BUFFER_SUPPORT && ArrayBuffer.isView(iterable) || typeof iterable === "string" || iterable.toString() === "[object Arguments]") {
        for (i2 = 0, l2 = iterable.length; i2 < l2; i2++)
          callback(iterable[i2], null);
        return;
      }
      if (iterable instanceof Set) {
        iterable.forEach(function(value) {
          callback(value, null);
        });
        return;
      }
      if (typeof iterable.forEach === "function") {
        iterable.forEach(callback);
        return;
      }
      if (SYMBOL_SUPPORT && Symbol.iterator in iterable && typeof iterable.next !== "function") {
        iterable = iterable[Symbol.iterator]();
      }
      if (typeof iterable.next === "function") {
        iterator = iterable;
        i2 = 0;
        while (s2 = iterator.next(), s2.done !== true) {
          callback(s2.value, null);
          i2++;
        }
        return;
      }
      for (k2 in iterable) {
        if (iterable.hasOwnProperty(k2)) {
          callback(iterable[k2], k2);
        }
      }
      return;
    };
    module.exports = forEach;
  }
});

// node_modules/mnemonist/utils/typed-arrays.js
var require_typed_arrays = __commonJS({
  "node_modules/mnemonist/utils/typed-arrays.js"(exports) {
    var MAX_8BIT_INTEGER = Math.pow(2, 8) - 1;
    var MAX_16BIT_INTEGER = Math.pow(2, 16) - 1;
    var MAX_32BIT_INTEGER = Math.pow(2, 32) - 1;
    var MAX_SIGNED_8BIT_INTEGER = Math.pow(2, 7) - 1;
    var MAX_SIGNED_16BIT_INTEGER = Math.pow(2, 15) - 1;
    var MAX_SIGNED_32BIT_INTEGER = Math.pow(2, 31) - 1;
    exports.getPointerArray = function(size) {
      var maxIndex = size - 1;
      if (maxIndex <= MAX_8BIT_INTEGER)
        return Uint8Array;
      if (maxIndex <= MAX_16BIT_INTEGER)
        return Uint16Array;
      if (maxIndex <= MAX_32BIT_INTEGER)
        return Uint32Array;
      return Float64Array;
    };
    exports.getSignedPointerArray = function(size) {
      var maxIndex = size - 1;
      if (maxIndex <= MAX_SIGNED_8BIT_INTEGER)
        return Int8Array;
      if (maxIndex <= MAX_SIGNED_16BIT_INTEGER)
        return Int16Array;
      if (maxIndex <= MAX_SIGNED_32BIT_INTEGER)
        return Int32Array;
      return Float64Array;
    };
    exports.getNumberType = function(value) {
      if (value === (value | 0)) {
        if (Math.sign(value) === -1) {
          if (value <= 127 && value >= -128)
            return Int8Array;
          if (value <= 32767 && value >= -32768)
            return Int16Array;
          return Int32Array;
        } else {
          if (value <= 255)
            return Uint8Array;
          if (value <= 65535)
            return Uint16Array;
          return Uint32Array;
        }
      }
      return Float64Array;
    };
    var TYPE_PRIORITY = {
      Uint8Array: 1,
      Int8Array: 2,
      Uint16Array: 3,
      Int16Array: 4,
      Uint32Array: 5,
      Int32Array: 6,
      Float32Array: 7,
      Float64Array: 8
    };
    exports.getMinimalRepresentation = function(array2, getter) {
      var maxType = null, maxPriority = 0, p2, t2, v2, i2, l2;
      for (i2 = 0, l2 = array2.length; i2 < l2; i2++) {
        v2 = getter ? getter(array2[i2]) : array2[i2];
        t2 = exports.getNumberType(v2);
        p2 = TYPE_PRIORITY[t2.name];
        if (p2 > maxPriority) {
          maxPriority = p2;
          maxType = t2;
        }
      }
      return maxType;
    };
    exports.isTypedArray = function(value) {
      return typeof ArrayBuffer !== "undefined" && ArrayBuffer.isView(value);
    };
    exports.concat = function() {
      var length = 0, i2, o2, l2;
      for (i2 = 0, l2 = arguments.length; i2 < l2; i2++)
        length += arguments[i2].length;
      var array2 = new arguments[0].constructor(length);
      for (i2 = 0, o2 = 0; i2 < l2; i2++) {
        array2.set(arguments[i2], o2);
        o2 += arguments[i2].length;
      }
      return array2;
    };
    exports.indices = function(length) {
      var PointerArray = exports.getPointerArray(length);
      var array2 = new PointerArray(length);
      for (var i2 = 0; i2 < length; i2++)
        array2[i2] = i2;
      return array2;
    };
  }
});

// node_modules/mnemonist/utils/iterables.js
var require_iterables = __commonJS({
  "node_modules/mnemonist/utils/iterables.js"(exports) {
    var forEach = require_foreach();
    var typed = require_typed_arrays();
    function isArrayLike(target) {
      return Array.isArray(target) || typed.isTypedArray(target);
    }
    function guessLength(target) {
      if (typeof target.length === "number")
        return target.length;
      if (typeof target.size === "number")
        return target.size;
      return;
    }
    function toArray(target) {
      var l2 = guessLength(target);
      var array2 = typeof l2 === "number" ? new Array(l2) : [];
      var i2 = 0;
      forEach(target, function(value) {
        array2[i2++] = value;
      });
      return array2;
    }
    function toArrayWithIndices(target) {
      var l2 = guessLength(target);
      var IndexArray = typeof l2 === "number" ? typed.getPointerArray(l2) : Array;
      var array2 = typeof l2 === "number" ? new Array(l2) : [];
      var indices = typeof l2 === "number" ? new IndexArray(l2) : [];
      var i2 = 0;
      forEach(target, function(value) {
        array2[i2] = value;
        indices[i2] = i2++;
      });
      return [array2, indices];
    }
    exports.isArrayLike = isArrayLike;
    exports.guessLength = guessLength;
    exports.toArray = toArray;
    exports.toArrayWithIndices = toArrayWithIndices;
  }
});

// node_modules/mnemonist/lru-cache.js
var require_lru_cache = __commonJS({
  "node_modules/mnemonist/lru-cache.js"(exports, module) {
    var Iterator = require_iterator();
    var forEach = require_foreach();
    var typed = require_typed_arrays();
    var iterables = require_iterables();
    function LRUCache2(Keys, Values, capacity) {
      if (arguments.length < 2) {
        capacity = Keys;
        Keys = null;
        Values = null;
      }
      this.capacity = capacity;
      if (typeof this.capacity !== "number" || this.capacity <= 0)
        throw new Error("mnemonist/lru-cache: capacity should be positive number.");
      var PointerArray = typed.getPointerArray(capacity);
      this.forward = new PointerArray(capacity);
      this.backward = new PointerArray(capacity);
      this.K = typeof Keys === "function" ? new Keys(capacity) : new Array(capacity);
      this.V = typeof Values === "function" ? new Values(capacity) : new Array(capacity);
      this.size = 0;
      this.head = 0;
      this.tail = 0;
      this.items = {};
    }
    LRUCache2.prototype.clear = function() {
      this.size = 0;
      this.head = 0;
      this.tail = 0;
      this.items = {};
    };
    LRUCache2.prototype.splayOnTop = function(pointer) {
      var oldHead = this.head;
      if (this.head === pointer)
        return this;
      var previous = this.backward[pointer], next = this.forward[pointer];
      if (this.tail === pointer) {
        this.tail = previous;
      } else {
        this.backward[next] = previous;
      }
      this.forward[previous] = next;
      this.backward[oldHead] = pointer;
      this.head = pointer;
      this.forward[pointer] = oldHead;
      return this;
    };
    LRUCache2.prototype.set = function(key, value) {
      var pointer = this.items[key];
      if (typeof pointer !== "undefined") {
        this.splayOnTop(pointer);
        this.V[pointer] = value;
        return;
      }
      if (this.size < this.capacity) {
        pointer = this.size++;
      } else {
        pointer = this.tail;
        this.tail = this.backward[pointer];
        delete this.items[this.K[pointer]];
      }
      this.items[key] = pointer;
      this.K[pointer] = key;
      this.V[pointer] = value;
      this.forward[pointer] = this.head;
      this.backward[this.head] = pointer;
      this.head = pointer;
    };
    LRUCache2.prototype.setpop = function(key, value) {
      var oldValue = null;
      var oldKey = null;
      var pointer = this.items[key];
      if (typeof pointer !== "undefined") {
        this.splayOnTop(pointer);
        oldValue = this.V[pointer];
        this.V[pointer] = value;
        return { evicted: false, key, value: oldValue };
      }
      if (this.size < this.capacity) {
        pointer = this.size++;
      } else {
        pointer = this.tail;
        this.tail = this.backward[pointer];
        oldValue = this.V[pointer];
        oldKey = this.K[pointer];
        delete this.items[this.K[pointer]];
      }
      this.items[key] = pointer;
      this.K[pointer] = key;
      this.V[pointer] = value;
      this.forward[pointer] = this.head;
      this.backward[this.head] = pointer;
      this.head = pointer;
      if (oldKey) {
        return { evicted: true, key: oldKey, value: oldValue };
      } else {
        return null;
      }
    };
    LRUCache2.prototype.has = function(key) {
      return key in this.items;
    };
    LRUCache2.prototype.get = function(key) {
      var pointer = this.items[key];
      if (typeof pointer === "undefined")
        return;
      this.splayOnTop(pointer);
      return this.V[pointer];
    };
    LRUCache2.prototype.peek = function(key) {
      var pointer = this.items[key];
      if (typeof pointer === "undefined")
        return;
      return this.V[pointer];
    };
    LRUCache2.prototype.forEach = function(callback, scope) {
      scope = arguments.length > 1 ? scope : this;
      var i2 = 0, l2 = this.size;
      var pointer = this.head, keys = this.K, values = this.V, forward = this.forward;
      while (i2 < l2) {
        callback.call(scope, values[pointer], keys[pointer], this);
        pointer = forward[pointer];
        i2++;
      }
    };
    LRUCache2.prototype.keys = function() {
      var i2 = 0, l2 = this.size;
      var pointer = this.head, keys = this.K, forward = this.forward;
      return new Iterator(function() {
        if (i2 >= l2)
          return { done: true };
        var key = keys[pointer];
        i2++;
        if (i2 < l2)
          pointer = forward[pointer];
        return {
          done: false,
          value: key
        };
      });
    };
    LRUCache2.prototype.values = function() {
      var i2 = 0, l2 = this.size;
      var pointer = this.head, values = this.V, forward = this.forward;
      return new Iterator(function() {
        if (i2 >= l2)
          return { done: true };
        var value = values[pointer];
        i2++;
        if (i2 < l2)
          pointer = forward[pointer];
        return {
          done: false,
          value
        };
      });
    };
    LRUCache2.prototype.entries = function() {
      var i2 = 0, l2 = this.size;
      var pointer = this.head, keys = this.K, values = this.V, forward = this.forward;
      return new Iterator(function() {
        if (i2 >= l2)
          return { done: true };
        var key = keys[pointer], value = values[pointer];
        i2++;
        if (i2 < l2)
          pointer = forward[pointer];
        return {
          done: false,
          value: [key, value]
        };
      });
    };
    if (typeof Symbol !== "undefined")
      LRUCache2.prototype[Symbol.iterator] = LRUCache2.prototype.entries;
    LRUCache2.prototype.inspect = function() {
      var proxy = /* @__PURE__ */ new Map();
      var iterator = this.entries(), step;
      while (step = iterator.next(), !step.done)
        proxy.set(step.value[0], step.value[1]);
      Object.defineProperty(proxy, "constructor", {
        value: LRUCache2,
        enumerable: false
      });
      return proxy;
    };
    if (typeof Symbol !== "undefined")
      LRUCache2.prototype[/* @__PURE__ */ Symbol.for("nodejs.util.inspect.custom")] = LRUCache2.prototype.inspect;
    LRUCache2.from = function(iterable, Keys, Values, capacity) {
      if (arguments.length < 2) {
        capacity = iterables.guessLength(iterable);
        if (typeof capacity !== "number")
          throw new Error("mnemonist/lru-cache.from: could not guess iterable length. Please provide desired capacity as last argument.");
      } else if (arguments.length === 2) {
        capacity = Keys;
        Keys = null;
        Values = null;
      }
      var cache2 = new LRUCache2(Keys, Values, capacity);
      forEach(iterable, function(value, key) {
        cache2.set(key, value);
      });
      return cache2;
    };
    module.exports = LRUCache2;
  }
});

// node_modules/zod/v4/core/util.js
function getEnumValues(entries) {
  const numericValues = Object.values(entries).filter((v2) => typeof v2 === "number");
  const values = Object.entries(entries).filter(([k2, _]) => numericValues.indexOf(+k2) === -1).map(([_, v2]) => v2);
  return values;
}
function jsonStringifyReplacer(_, value) {
  if (typeof value === "bigint")
    return value.toString();
  return value;
}
var Cached = class {
  constructor(getter) {
    this._getter = getter;
    this._value = void 0;
  }
  get value() {
    const getter = this._getter;
    if (getter !== void 0) {
      this._value = getter();
      this._getter = void 0;
    }
    return this._value;
  }
};
function cached(getter) {
  return new Cached(getter);
}
function nullish(input) {
  return input === null || input === void 0;
}
function cleanRegex(source) {
  const start = source.startsWith("^") ? 1 : 0;
  const end = source.endsWith("$") ? source.length - 1 : source.length;
  return source.slice(start, end);
}
function assignProp(target, prop, value) {
  Object.defineProperty(target, prop, {
    value,
    writable: true,
    enumerable: true,
    configurable: true
  });
}
var captureStackTrace = "captureStackTrace" in Error ? Error.captureStackTrace : (..._args) => {
};
function isObject(data) {
  return typeof data === "object" && data !== null && !Array.isArray(data);
}
function isPlainObject(o2) {
  if (isObject(o2) === false)
    return false;
  const ctor = o2.constructor;
  if (ctor === void 0)
    return true;
  if (typeof ctor !== "function")
    return true;
  const prot = ctor.prototype;
  if (isObject(prot) === false)
    return false;
  if (Object.prototype.hasOwnProperty.call(prot, "isPrototypeOf") === false) {
    return false;
  }
  return true;
}
var propertyKeyTypes = /* @__PURE__ */ new Set(["string", "number", "symbol"]);
function escapeRegex(str) {
  return str.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
}
function clone(inst, def, params) {
  const cl = new inst._zod.constr(def ?? inst._zod.def);
  if (!def || params?.parent)
    cl._zod.parent = inst;
  return cl;
}
function normalizeParams(_params) {
  const params = _params;
  if (!params)
    return {};
  if (typeof params === "string")
    return { error: () => params };
  if (params?.message !== void 0) {
    if (params?.error !== void 0)
      throw new Error("Cannot specify both `message` and `error` params");
    params.error = params.message;
  }
  delete params.message;
  if (typeof params.error === "string")
    return { ...params, error: () => params.error };
  return params;
}
function optionalKeys(shape2) {
  return Object.keys(shape2).filter((k2) => {
    return shape2[k2]._zod.optin !== void 0 && shape2[k2]._zod.optout === "optional";
  });
}
var NUMBER_FORMAT_RANGES = /* @__PURE__ */ (() => ({
  safeint: [Number.MIN_SAFE_INTEGER, Number.MAX_SAFE_INTEGER],
  int32: [-2147483648, 2147483647],
  uint32: [0, 4294967295],
  float32: [-34028234663852886e22, 34028234663852886e22],
  float64: [-Number.MAX_VALUE, Number.MAX_VALUE]
}))();
function aborted(x2, startIndex = 0) {
  if (x2.aborted === true)
    return true;
  for (let i2 = startIndex; i2 < x2.issues.length; i2++) {
    if (x2.issues[i2]?.continue !== true) {
      return true;
    }
  }
  return false;
}
function explicitlyAborted(x2, startIndex = 0) {
  if (x2.aborted === true)
    return true;
  for (let i2 = startIndex; i2 < x2.issues.length; i2++) {
    if (x2.issues[i2]?.continue === false) {
      return true;
    }
  }
  return false;
}
function prefixIssues(path, issues) {
  return issues.map((iss) => {
    var _a2;
    (_a2 = iss).path ?? (_a2.path = []);
    iss.path.unshift(path);
    return iss;
  });
}
function unwrapMessage(message) {
  return typeof message === "string" ? message : message?.message;
}
function sizeCaps(defChecks) {
  const caps = [];
  for (const ch of defChecks ?? []) {
    const d2 = ch._zod.def;
    if (!/_(length|size)$|_equals$/.test(d2.check))
      break;
    const max = d2.maximum ?? d2.length ?? d2.size;
    if (max >= 0)
      caps.push([max, ch]);
  }
  return caps;
}
function attachSchema(issues, start, inst) {
  var _a2;
  for (let i2 = start; i2 < issues.length; i2++) {
    (_a2 = issues[i2]).schema ?? (_a2.schema = inst);
  }
}
function finalizeIssue(iss, ctx, config2) {
  var _a2;
  const traits = iss.inst?._zod?.traits;
  if (traits?.has("$ZodType")) {
    if (traits.has("$ZodCheck"))
      (_a2 = iss).schema ?? (_a2.schema = iss.inst);
    else
      iss.schema = iss.inst;
  }
  const schemaError = iss.schema !== iss.inst ? iss.schema?._zod.def?.error : void 0;
  const message = iss.message ? iss.message : unwrapMessage(iss.inst?._zod.def?.error?.(iss)) ?? unwrapMessage(schemaError?.(iss)) ?? unwrapMessage(ctx?.error?.(iss)) ?? unwrapMessage(config2.customError?.(iss)) ?? unwrapMessage(config2.localeError?.(iss)) ?? "Invalid input";
  const full = {};
  for (const k2 of Object.keys(iss)) {
    if (k2 === "inst" || k2 === "schema" || k2 === "continue" || k2 === "input" || k2 === "__proto__")
      continue;
    full[k2] = iss[k2];
  }
  full.path ?? (full.path = []);
  full.message = message;
  if (ctx?.reportInput) {
    full.input = iss.input;
  }
  return full;
}
var highSurrogate = /[\uD800-\uDBFF]/;
function codePointLength(str) {
  const units = str.length;
  if (!highSurrogate.test(str))
    return units;
  let count = units;
  for (let i2 = 0; i2 < units - 1; i2++) {
    if ((str.charCodeAt(i2) & 64512) === 55296 && (str.charCodeAt(i2 + 1) & 64512) === 56320) {
      count--;
      i2++;
    }
  }
  return count;
}
function getLengthableOrigin(input) {
  if (Array.isArray(input))
    return "array";
  if (typeof input === "string")
    return "string";
  return "unknown";
}
function members(proto, table) {
  for (const key in table) {
    const desc = Object.getOwnPropertyDescriptor(table, key);
    if (desc.get)
      Object.defineProperty(proto, key, { ...desc, enumerable: false });
    else
      defineBound(proto, key, desc.value);
  }
}
function own(inst, key, value, enumerable = true) {
  Object.defineProperty(inst, key, { configurable: true, writable: true, enumerable, value });
  return value;
}
function hide(inst, key, value) {
  return own(inst, key, value, false);
}
function defineBound(proto, key, fn) {
  Object.defineProperty(proto, key, {
    configurable: true,
    get() {
      return this == null ? fn : own(this, key, fn.bind(this));
    },
    set(value) {
      own(this, key, value);
    }
  });
}
function claim(inst, sentinel) {
  const proto = Object.getPrototypeOf(inst);
  return sentinel in proto ? void 0 : proto;
}
var installing;
var broke = false;
var breaker = {
  configurable: true,
  get() {
    broke = true;
    return void 0;
  }
};
function defineLazyInternal(inst, key, compute) {
  const proto = Object.getPrototypeOf(inst._zod);
  if (key in proto && installing !== inst._zod) {
    installing = void 0;
    return;
  }
  installing = inst._zod;
  Object.defineProperty(proto, key, {
    configurable: true,
    get() {
      Object.defineProperty(this, key, breaker);
      const outer = broke;
      broke = false;
      try {
        const value = compute(this);
        if (broke)
          delete this[key];
        else
          Object.defineProperty(this, key, { configurable: true, writable: true, value });
        broke = broke || outer;
        return value;
      } catch (err2) {
        delete this[key];
        broke = broke || outer;
        throw err2;
      }
    },
    set(value) {
      Object.defineProperty(this, key, { configurable: true, writable: true, value });
    }
  });
}
function installLazyProp(inst, key, make, enumerable) {
  const proto = claim(inst, key);
  if (!proto)
    return;
  Object.defineProperty(proto, key, {
    configurable: true,
    get() {
      const desc = { configurable: true, writable: true, enumerable, value: void 0 };
      Object.defineProperty(this, key, desc);
      desc.value = make(this);
      Object.defineProperty(this, key, desc);
      return desc.value;
    },
    set(value) {
      Object.defineProperty(this, key, { configurable: true, writable: true, enumerable, value });
    }
  });
}

// node_modules/zod/v4/core/core.js
var _a;
var _zodDesc = { value: void 0, enumerable: false };
var _E = "captureStackTrace" in Error ? Error : null;
function newError(Definition) {
  const E2 = _E;
  if (E2) {
    const saved = E2.stackTraceLimit;
    if (typeof saved === "number") {
      try {
        E2.stackTraceLimit = 0;
      } catch {
        _E = null;
        return new Definition();
      }
      try {
        return new Definition();
      } finally {
        E2.stackTraceLimit = saved;
      }
    }
  }
  return new Definition();
}
// @__NO_SIDE_EFFECTS__
function $constructor(name2, initializer2, proto, params) {
  const zodProto = {};
  function Internals(def) {
    this.def = def;
    this.constr = _;
    this.traits = /* @__PURE__ */ new Set();
  }
  Internals.prototype = zodProto;
  const protoMembers = proto;
  const initialized = protoMembers && /* @__PURE__ */ new WeakSet();
  function init(inst, def) {
    if (!inst._zod) {
      _zodDesc.value = new Internals(def);
      try {
        Object.defineProperty(inst, "_zod", _zodDesc);
      } finally {
        _zodDesc.value = void 0;
      }
    } else if (inst._zod.traits.has(name2)) {
      return;
    }
    inst._zod.traits.add(name2);
    initializer2(inst, def);
    if (initialized) {
      const own2 = Object.getPrototypeOf(inst);
      const ctorProto = inst._zod.constr.prototype;
      let up = own2;
      while (up && up !== ctorProto)
        up = Object.getPrototypeOf(up);
      const target = up ?? own2;
      if (!initialized.has(target)) {
        initialized.add(target);
        members(target, protoMembers);
      }
    }
    const proto2 = _.prototype;
    for (const k2 in proto2) {
      if (!Object.prototype.hasOwnProperty.call(proto2, k2))
        continue;
      if (!(k2 in inst)) {
        inst[k2] = proto2[k2].bind(inst);
      }
    }
  }
  const Parent = params?.Parent ?? Object;
  class Definition extends Parent {
  }
  Object.defineProperty(Definition, "name", { value: name2 });
  function _(def) {
    const inst = params?.Parent ? newError(Definition) : this;
    init(inst, def);
    const deferred = inst._zod.deferred;
    if (deferred) {
      for (const fn of deferred) {
        fn();
      }
      inst._zod.deferred = void 0;
    }
    const pp = globalThis.__zod_globalConfig?.postProcessor;
    if (pp)
      pp(inst);
    return inst;
  }
  Object.defineProperty(_, "init", { value: init });
  Object.defineProperty(_, Symbol.hasInstance, {
    value: (inst) => {
      if (params?.Parent && inst instanceof params.Parent)
        return true;
      return inst?._zod?.traits?.has(name2);
    }
  });
  Object.defineProperty(_, "name", { value: name2 });
  return _;
}
var $ZodAsyncError = class extends Error {
  constructor() {
    super(`Encountered Promise during synchronous parse. Use .parseAsync() instead.`);
  }
};
(_a = globalThis).__zod_globalConfig ?? (_a.__zod_globalConfig = {});
var globalConfig = globalThis.__zod_globalConfig;
function config(newConfig) {
  if (newConfig)
    Object.assign(globalConfig, newConfig);
  return globalConfig;
}

// node_modules/zod/v4/core/errors.js
function _getMessage() {
  const internals = this._zod;
  internals.message ?? (internals.message = JSON.stringify(internals.def, jsonStringifyReplacer, 2));
  return internals.message;
}
function _setMessage(value) {
  this._zod.message = value;
}
var _messageDesc = {
  get: _getMessage,
  set: _setMessage,
  enumerable: true,
  configurable: true
};
var _issuesDesc = { value: void 0, enumerable: false };
var _installedToString = /* @__PURE__ */ new WeakSet([Object.prototype, Error.prototype]);
var initializer = (inst, def) => {
  inst.name = "$ZodError";
  _issuesDesc.value = def;
  Object.defineProperty(inst, "issues", _issuesDesc);
  _issuesDesc.value = void 0;
  Object.defineProperty(inst, "message", _messageDesc);
  const proto = Object.getPrototypeOf(inst);
  if (!_installedToString.has(proto)) {
    _installedToString.add(proto);
    Object.defineProperty(proto, "toString", {
      configurable: true,
      enumerable: false,
      get() {
        const value = () => this.message;
        Object.defineProperty(this, "toString", { value, configurable: true, writable: true });
        return value;
      },
      set(value) {
        Object.defineProperty(this, "toString", { value, configurable: true, writable: true });
      }
    });
  }
};
var $ZodError = $constructor("$ZodError", initializer);
var $ZodRealError = $constructor("$ZodError", initializer, void 0, {
  Parent: Error
});

// node_modules/zod/v4/core/parse.js
var _parse = (_Err) => {
  const fn = (schema, value, _ctx, _params) => {
    const ctx = _ctx ? { ..._ctx, async: false } : { async: false };
    const result = schema._zod.run({ value, issues: [] }, ctx);
    if (result instanceof Promise) {
      throw new $ZodAsyncError();
    }
    if (result.issues.length) {
      const e2 = new (_params?.Err ?? _Err)(result.issues.map((iss) => finalizeIssue(iss, ctx, config())));
      captureStackTrace(e2, _params?.callee ?? fn);
      throw e2;
    }
    return result.value;
  };
  return fn;
};
var parse = /* @__PURE__ */ _parse($ZodRealError);
var _parseAsync = (_Err) => {
  const fn = async (schema, value, _ctx, params) => {
    const ctx = _ctx ? { ..._ctx, async: true } : { async: true };
    let result = schema._zod.run({ value, issues: [] }, ctx);
    if (result instanceof Promise)
      result = await result;
    if (result.issues.length) {
      const e2 = new (params?.Err ?? _Err)(result.issues.map((iss) => finalizeIssue(iss, ctx, config())));
      captureStackTrace(e2, params?.callee ?? fn);
      throw e2;
    }
    return result.value;
  };
  return fn;
};
var parseAsync = /* @__PURE__ */ _parseAsync($ZodRealError);
var _safeParse = (_Err) => (schema, value, _ctx) => {
  const ctx = _ctx ? { ..._ctx, async: false } : { async: false };
  const result = schema._zod.run({ value, issues: [] }, ctx);
  if (result instanceof Promise) {
    throw new $ZodAsyncError();
  }
  return result.issues.length ? failure(_Err, result.issues, ctx) : { success: true, data: result.value };
};
var safeParse = /* @__PURE__ */ _safeParse($ZodRealError);
function failure(Err, issues, ctx) {
  let error;
  return {
    success: false,
    get error() {
      if (!error) {
        error = new Err(issues.map((iss) => finalizeIssue(iss, ctx, config())));
        issues = void 0;
        ctx = void 0;
      }
      return error;
    },
    set error(e2) {
      error = e2;
      issues = void 0;
      ctx = void 0;
    }
  };
}
var _safeParseAsync = (_Err) => async (schema, value, _ctx) => {
  const ctx = _ctx ? { ..._ctx, async: true } : { async: true };
  let result = schema._zod.run({ value, issues: [] }, ctx);
  if (result instanceof Promise)
    result = await result;
  return result.issues.length ? failure(_Err, result.issues, ctx) : { success: true, data: result.value };
};
var safeParseAsync = /* @__PURE__ */ _safeParseAsync($ZodRealError);

// node_modules/zod/v4/core/regexes.js
var anyString = /^[\s\S]{0,}$/;
var number = /^-?\d+(?:\.\d+)?$/;

// node_modules/zod/v4/core/checks.js
var $ZodCheck = /* @__PURE__ */ $constructor("$ZodCheck", (inst, def) => {
  var _a2;
  inst._zod ?? (inst._zod = {});
  inst._zod.def = def;
  (_a2 = inst._zod).onattach ?? (_a2.onattach = []);
});
var _whenHasLength = (payload) => {
  const val = payload.value;
  return !nullish(val) && val.length !== void 0;
};
var numericOriginMap = {
  number: "number",
  bigint: "bigint",
  object: "date"
};
var $ZodCheckLessThan = /* @__PURE__ */ $constructor("$ZodCheckLessThan", (inst, def) => {
  $ZodCheck.init(inst, def);
  const origin = numericOriginMap[typeof def.value];
  inst._zod.check = (payload) => {
    if (def.inclusive ? payload.value <= def.value : payload.value < def.value) {
      return;
    }
    payload.issues.push({
      origin: numericOriginMap[typeof payload.value] ?? origin,
      code: "too_big",
      maximum: typeof def.value === "object" ? def.value.getTime() : def.value,
      input: payload.value,
      inclusive: def.inclusive,
      inst,
      continue: !def.abort
    });
  };
});
var $ZodCheckGreaterThan = /* @__PURE__ */ $constructor("$ZodCheckGreaterThan", (inst, def) => {
  $ZodCheck.init(inst, def);
  const origin = numericOriginMap[typeof def.value];
  inst._zod.check = (payload) => {
    if (def.inclusive ? payload.value >= def.value : payload.value > def.value) {
      return;
    }
    payload.issues.push({
      origin: numericOriginMap[typeof payload.value] ?? origin,
      code: "too_small",
      minimum: typeof def.value === "object" ? def.value.getTime() : def.value,
      input: payload.value,
      inclusive: def.inclusive,
      inst,
      continue: !def.abort
    });
  };
});
var $ZodCheckNumberFormat = /* @__PURE__ */ $constructor("$ZodCheckNumberFormat", (inst, def) => {
  $ZodCheck.init(inst, def);
  def.format = def.format || "float64";
  const isInt = def.format?.includes("int");
  const origin = isInt ? "int" : "number";
  const [minimum, maximum] = NUMBER_FORMAT_RANGES[def.format];
  inst._zod.check = (payload) => {
    const input = payload.value;
    if (isInt) {
      if (!Number.isInteger(input)) {
        payload.issues.push({
          expected: origin,
          format: def.format,
          code: "invalid_type",
          continue: false,
          input,
          inst
        });
        return;
      }
      if (!Number.isSafeInteger(input)) {
        if (input > 0) {
          payload.issues.push({
            input,
            code: "too_big",
            maximum: Number.MAX_SAFE_INTEGER,
            note: "Integers must be within the safe integer range.",
            inst,
            origin,
            inclusive: true,
            continue: !def.abort
          });
        } else {
          payload.issues.push({
            input,
            code: "too_small",
            minimum: Number.MIN_SAFE_INTEGER,
            note: "Integers must be within the safe integer range.",
            inst,
            origin,
            inclusive: true,
            continue: !def.abort
          });
        }
        return;
      }
    }
    if (input < minimum) {
      payload.issues.push({
        origin: "number",
        input,
        code: "too_small",
        minimum,
        inclusive: true,
        inst,
        continue: !def.abort
      });
    }
    if (input > maximum) {
      payload.issues.push({
        origin: "number",
        input,
        code: "too_big",
        maximum,
        inclusive: true,
        inst,
        continue: !def.abort
      });
    }
  };
});
var $ZodCheckMaxLength = /* @__PURE__ */ $constructor("$ZodCheckMaxLength", (inst, def) => {
  var _a2;
  $ZodCheck.init(inst, def);
  (_a2 = inst._zod.def).when ?? (_a2.when = _whenHasLength);
  inst._zod.check = (payload) => {
    const input = payload.value;
    const units = input.length;
    const length = typeof input === "string" && units > def.maximum ? codePointLength(input) : units;
    if (length <= def.maximum)
      return;
    const origin = getLengthableOrigin(input);
    payload.issues.push({
      origin,
      code: "too_big",
      maximum: def.maximum,
      inclusive: true,
      input,
      inst,
      continue: !def.abort
    });
  };
});
var $ZodCheckMinLength = /* @__PURE__ */ $constructor("$ZodCheckMinLength", (inst, def) => {
  var _a2;
  $ZodCheck.init(inst, def);
  (_a2 = inst._zod.def).when ?? (_a2.when = _whenHasLength);
  inst._zod.check = (payload) => {
    const input = payload.value;
    const units = input.length;
    const length = typeof input === "string" && units >= def.minimum && units < def.minimum * 2 ? codePointLength(input) : units;
    if (length >= def.minimum)
      return;
    const origin = getLengthableOrigin(input);
    payload.issues.push({
      origin,
      code: "too_small",
      minimum: def.minimum,
      inclusive: true,
      input,
      inst,
      continue: !def.abort
    });
  };
});
var $ZodCheckStringFormat = /* @__PURE__ */ $constructor("$ZodCheckStringFormat", (inst, def) => {
  var _a2, _b;
  $ZodCheck.init(inst, def);
  if (def.pattern)
    (_a2 = inst._zod).check ?? (_a2.check = (payload) => {
      def.pattern.lastIndex = 0;
      if (def.pattern.test(payload.value))
        return;
      payload.issues.push({
        origin: "string",
        code: "invalid_format",
        format: def.format,
        input: payload.value,
        ...def.pattern ? { pattern: def.pattern.toString() } : {},
        inst,
        continue: !def.abort
      });
    });
  else
    (_b = inst._zod).check ?? (_b.check = () => {
    });
});
var $ZodCheckRegex = /* @__PURE__ */ $constructor("$ZodCheckRegex", (inst, def) => {
  $ZodCheckStringFormat.init(inst, def);
  inst._zod.check = (payload) => {
    def.pattern.lastIndex = 0;
    if (def.pattern.test(payload.value))
      return;
    payload.issues.push({
      origin: "string",
      code: "invalid_format",
      format: "regex",
      input: payload.value,
      pattern: def.pattern.toString(),
      inst,
      continue: !def.abort
    });
  };
});

// node_modules/zod/v4/core/versions.js
var version = {
  major: 4,
  minor: 6,
  patch: 7
};

// node_modules/zod/v4/core/schemas.js
var $ZodType = /* @__PURE__ */ $constructor("$ZodType", (inst, def) => {
  var _a2;
  inst ?? (inst = {});
  inst._zod.def = def;
  inst._zod.bag = inst._zod.bag || {};
  inst._zod.version = version;
  const defChecks = inst._zod.def.checks;
  const checks = inst._zod.traits.has("$ZodCheck") ? [inst, ...defChecks ?? []] : defChecks?.length ? [...defChecks] : [];
  for (const ch of checks) {
    for (const fn of ch._zod.onattach) {
      fn(inst);
    }
  }
  if (checks.length === 0) {
    (_a2 = inst._zod).deferred ?? (_a2.deferred = []);
    inst._zod.deferred?.push(() => {
      inst._zod.run = inst._zod.parse;
    });
  } else {
    const runChecks = (payload, checks2, ctx) => {
      if (payload.memo)
        return payload;
      let isAborted = aborted(payload);
      let asyncResult;
      for (const ch of checks2) {
        if (ch._zod.def.when) {
          if (explicitlyAborted(payload))
            continue;
          const shouldRun = ch._zod.def.when(payload);
          if (!shouldRun)
            continue;
        } else if (isAborted) {
          continue;
        }
        const currLen = payload.issues.length;
        const _ = ch._zod.check(payload);
        if (_ instanceof Promise && ctx?.async === false) {
          throw new $ZodAsyncError();
        }
        if (asyncResult || _ instanceof Promise) {
          asyncResult = (asyncResult ?? Promise.resolve()).then(async () => {
            await _;
            const nextLen = payload.issues.length;
            if (nextLen === currLen)
              return;
            attachSchema(payload.issues, currLen, inst);
            if (!isAborted)
              isAborted = aborted(payload, currLen);
          });
        } else {
          const nextLen = payload.issues.length;
          if (nextLen === currLen)
            continue;
          attachSchema(payload.issues, currLen, inst);
          if (!isAborted)
            isAborted = aborted(payload, currLen);
        }
      }
      if (asyncResult) {
        return asyncResult.then(() => {
          return payload;
        });
      }
      return payload;
    };
    const handleCanaryResult = (canary, payload, ctx) => {
      if (aborted(canary)) {
        canary.aborted = true;
        return canary;
      }
      const checkResult = runChecks(payload, checks, ctx);
      if (checkResult instanceof Promise) {
        if (ctx.async === false)
          throw new $ZodAsyncError();
        return checkResult.then((checkResult2) => inst._zod.parse(checkResult2, ctx));
      }
      return inst._zod.parse(checkResult, ctx);
    };
    inst._zod.run = (payload, ctx) => {
      if (ctx.skipChecks) {
        return inst._zod.parse(payload, ctx);
      }
      if (ctx.direction === "backward") {
        const canary = inst._zod.parse({ value: payload.value, issues: [] }, { ...ctx, skipChecks: true });
        if (canary instanceof Promise) {
          return canary.then((canary2) => {
            return handleCanaryResult(canary2, payload, ctx);
          });
        }
        return handleCanaryResult(canary, payload, ctx);
      }
      const result = inst._zod.parse(payload, ctx);
      if (result instanceof Promise) {
        if (ctx.async === false)
          throw new $ZodAsyncError();
        return result.then((result2) => runChecks(result2, checks, ctx));
      }
      return runChecks(result, checks, ctx);
    };
  }
}, {
  // Wrappers extend this by installing a richer factory over it; reading it eagerly would defeat the laziness.
  get "~standard"() {
    return hide(this, "~standard", standardProps(this));
  },
  set "~standard"(value) {
    own(this, "~standard", value);
  }
});
var toStandardResult = (r2, ctx) => r2.issues.length ? { issues: r2.issues.map((iss) => finalizeIssue(iss, ctx, config())) } : { value: r2.value };
async function validateAsync(inst, value) {
  const ctx = { async: true };
  return toStandardResult(await inst._zod.run({ value, issues: [] }, ctx), ctx);
}
function standardProps(inst) {
  return {
    validate: (value) => {
      const ctx = { async: false };
      try {
        const r2 = inst._zod.run({ value, issues: [] }, ctx);
        if (!(r2 instanceof Promise))
          return toStandardResult(r2, ctx);
      } catch (_) {
      }
      return validateAsync(inst, value);
    },
    vendor: "zod",
    version: 1
  };
}
var $ZodString = /* @__PURE__ */ $constructor("$ZodString", (inst, def) => {
  $ZodType.init(inst, def);
  inst._zod.pattern = def.pattern ?? anyString;
  inst._zod.parse = (payload, _) => {
    if (def.coerce)
      try {
        payload.value = String(payload.value);
      } catch (_2) {
      }
    if (typeof payload.value === "string")
      return payload;
    payload.issues.push({
      expected: "string",
      code: "invalid_type",
      input: payload.value,
      inst
    });
    return payload;
  };
});
var $ZodNumber = /* @__PURE__ */ $constructor("$ZodNumber", (inst, def) => {
  $ZodType.init(inst, def);
  inst._zod.pattern = number;
  inst._zod.parse = (payload, _ctx) => {
    if (def.coerce)
      try {
        payload.value = Number(payload.value);
      } catch (_) {
      }
    const input = payload.value;
    if (typeof input === "number" && !Number.isNaN(input) && Number.isFinite(input)) {
      return payload;
    }
    const received = typeof input === "number" ? Number.isNaN(input) ? "NaN" : !Number.isFinite(input) ? String(input) : void 0 : void 0;
    payload.issues.push({
      expected: "number",
      code: "invalid_type",
      input,
      inst,
      ...received ? { received } : {}
    });
    return payload;
  };
});
var $ZodNumberFormat = /* @__PURE__ */ $constructor("$ZodNumberFormat", (inst, def) => {
  $ZodCheckNumberFormat.init(inst, def);
  $ZodNumber.init(inst, def);
});
var $ZodUnknown = /* @__PURE__ */ $constructor("$ZodUnknown", (inst, def) => {
  $ZodType.init(inst, def);
  inst._zod.parse = (payload) => payload;
});
function capSize(inst, size) {
  const caps = sizeCaps(inst._zod.def.checks);
  if (!caps.length)
    return;
  const cap = Math.min(...caps.map((c2) => c2[0]));
  const parse2 = inst._zod.parse;
  inst._zod.parse = (payload, ctx) => {
    const n2 = size(payload.value);
    if (n2 > cap && !ctx?.skipChecks && ctx?.direction !== "backward") {
      for (const [max, ch] of sizeCaps(inst._zod.def.checks)) {
        if (n2 > max && ch._zod.def.when(payload)) {
          const start = payload.issues.length;
          ch._zod.check(payload);
          payload.issues[start].continue = false;
          attachSchema(payload.issues, start, inst);
          return payload;
        }
      }
    }
    return parse2(payload, ctx);
  };
}
var arraySize = (input) => Array.isArray(input) ? input.length : -1;
function handleArrayResult(result, final, index) {
  if (result.issues.length) {
    final.issues.push(...prefixIssues(index, result.issues));
  }
  final.value[index] = result.value;
}
var $ZodArray = /* @__PURE__ */ $constructor("$ZodArray", (inst, def) => {
  $ZodType.init(inst, def);
  const memo = globalConfig.memoizer;
  memo?.attach(inst);
  inst._zod.parse = (payload, ctx) => {
    const input = payload.value;
    if (!Array.isArray(input)) {
      payload.issues.push({
        expected: "array",
        code: "invalid_type",
        input,
        inst
      });
      return payload;
    }
    payload.value = memo ? memo.alloc(inst, payload, Array(input.length), ctx) : Array(input.length);
    const proms = [];
    const abortEarly = ctx?.abortEarly;
    for (let i2 = 0; i2 < input.length; i2++) {
      const item = input[i2];
      const result = def.element._zod.run({
        value: item,
        issues: []
      }, ctx);
      if (result instanceof Promise) {
        proms.push(result.then((result2) => handleArrayResult(result2, payload, i2)));
      } else {
        handleArrayResult(result, payload, i2);
        if (abortEarly && result.issues.length !== 0 && aborted(result))
          break;
      }
    }
    if (proms.length) {
      return Promise.all(proms).then(() => payload);
    }
    return payload;
  };
  capSize(inst, arraySize);
});
function handlePropertyResult(result, final, key, input, optin, optout) {
  const isPresent = key in input;
  const isOptionalOut = optout === "optional";
  if (!isPresent && isOptionalOut && optin === "optional") {
    return;
  }
  if (result.issues.length) {
    if (optin !== void 0 && isOptionalOut && !isPresent) {
      return;
    }
    final.issues.push(...prefixIssues(key, result.issues));
  }
  if (!isPresent && optin === void 0) {
    if (!result.issues.length) {
      final.issues.push({
        code: "invalid_type",
        expected: "nonoptional",
        input: void 0,
        path: [key]
      });
    }
    return;
  }
  if (result.value === void 0) {
    if (isPresent || optin === "defaulted" && !isOptionalOut) {
      final.value[key] = void 0;
    }
  } else {
    final.value[key] = result.value;
  }
}
var NO_SYMBOL_KEYS = [];
function normalizeDef(def) {
  const keys = Object.keys(def.shape);
  const ownSymbols = Object.getOwnPropertySymbols(def.shape);
  const symbolKeys = ownSymbols.length ? ownSymbols : NO_SYMBOL_KEYS;
  const allKeys = symbolKeys.length ? [...keys, ...symbolKeys] : keys;
  for (const k2 of allKeys) {
    if (!def.shape?.[k2]?._zod?.traits?.has("$ZodType")) {
      throw new Error(`Invalid element at key "${String(k2)}": expected a Zod schema`);
    }
  }
  const okeys = optionalKeys(def.shape);
  return {
    ...def,
    allKeys,
    symbolKeys,
    // string-only: handleCatchall matches it against `for...in`, which never yields a symbol
    keySet: new Set(keys),
    numKeys: keys.length,
    optionalKeys: new Set(okeys)
  };
}
function handleCatchall(proms, input, payload, ctx, def, inst, abortEarly) {
  const unrecognized = [];
  const keySet = def.keySet;
  const _catchall = def.catchall._zod;
  const t2 = _catchall.def.type;
  const optin = _catchall.optin;
  const optout = _catchall.optout;
  let seen = 0;
  for (const key in input) {
    if (abortEarly && payload.issues.length !== seen) {
      if (aborted(payload, seen))
        break;
      seen = payload.issues.length;
    }
    if (keySet.has(key))
      continue;
    if (key === "__proto__") {
      if (t2 === "never")
        unrecognized.push(key);
      continue;
    }
    if (t2 === "never") {
      unrecognized.push(key);
      continue;
    }
    const r2 = _catchall.run({ value: input[key], issues: [] }, ctx);
    if (r2 instanceof Promise) {
      proms.push(r2.then((r3) => handlePropertyResult(r3, payload, key, input, optin, optout)));
    } else {
      handlePropertyResult(r2, payload, key, input, optin, optout);
    }
  }
  if (unrecognized.length) {
    payload.issues.push({
      code: "unrecognized_keys",
      keys: unrecognized,
      input,
      inst,
      // Describes the shape of the input, not the validity of the parsed value, so it never aborts. The parse still fails; the schema's own checks just get to run first, and an enclosing intersection can reconcile the key against a sibling operand.
      continue: true
    });
  }
  if (!proms.length)
    return payload;
  return Promise.all(proms).then(() => {
    return payload;
  });
}
var $ZodObject = /* @__PURE__ */ $constructor("$ZodObject", (inst, def) => {
  $ZodType.init(inst, def);
  const desc = Object.getOwnPropertyDescriptor(def, "shape");
  const sh = desc?.get ? desc.get.raw : def.shape ?? {};
  if (sh) {
    const get = () => {
      const newSh = { ...sh };
      Object.defineProperty(def, "shape", { value: newSh });
      get.raw = newSh;
      return newSh;
    };
    get.raw = sh;
    Object.defineProperty(def, "shape", { get });
  }
  const _normalized = cached(() => normalizeDef(def));
  defineLazyInternal(inst, "propValues", (zod) => {
    const shape2 = zod.def.shape;
    const propValues = {};
    for (const key in shape2) {
      const field = shape2[key]._zod;
      if (field.values) {
        if (!Object.prototype.hasOwnProperty.call(propValues, key)) {
          assignProp(propValues, key, /* @__PURE__ */ new Set());
        }
        for (const v2 of field.values)
          propValues[key].add(v2);
        if (field.optin !== void 0)
          propValues[key].add(void 0);
      }
    }
    return propValues;
  });
  const isObject3 = isObject;
  const catchall = def.catchall;
  let value;
  const memo = globalConfig.memoizer;
  memo?.attach(inst);
  inst._zod.parse = (payload, ctx) => {
    value ?? (value = _normalized.value);
    const input = payload.value;
    if (!isObject3(input)) {
      payload.issues.push({
        expected: "object",
        code: "invalid_type",
        input,
        inst
      });
      return payload;
    }
    payload.value = memo ? memo.alloc(inst, payload, {}, ctx) : {};
    const proms = [];
    const shape2 = value.shape;
    const abortEarly = ctx?.abortEarly;
    let seen = payload.issues.length;
    for (const key of value.allKeys) {
      if (abortEarly && payload.issues.length !== seen) {
        if (aborted(payload, seen))
          break;
        seen = payload.issues.length;
      }
      if (key === "__proto__")
        continue;
      const el = shape2[key];
      const optin = el._zod.optin;
      const optout = el._zod.optout;
      const r2 = el._zod.run({ value: input[key], issues: [] }, ctx);
      if (r2 instanceof Promise) {
        proms.push(r2.then((r3) => handlePropertyResult(r3, payload, key, input, optin, optout)));
      } else {
        handlePropertyResult(r2, payload, key, input, optin, optout);
      }
    }
    if (!catchall) {
      return proms.length ? Promise.all(proms).then(() => payload) : payload;
    }
    return handleCatchall(proms, input, payload, ctx, _normalized.value, inst, abortEarly === true);
  };
});
var $ZodRecord = /* @__PURE__ */ $constructor("$ZodRecord", (inst, def) => {
  $ZodType.init(inst, def);
  const memo = globalConfig.memoizer;
  memo?.attach(inst);
  inst._zod.parse = (payload, ctx) => {
    const input = payload.value;
    if (!isPlainObject(input)) {
      payload.issues.push({
        expected: "record",
        code: "invalid_type",
        input,
        inst
      });
      return payload;
    }
    const proms = [];
    const values = def.keyType._zod.values;
    if (values && !def.partial) {
      payload.value = memo ? memo.alloc(inst, payload, {}, ctx) : {};
      const recordKeys = /* @__PURE__ */ new Set();
      for (const key of values) {
        if (typeof key === "string" || typeof key === "number" || typeof key === "symbol") {
          recordKeys.add(typeof key === "number" ? key.toString() : key);
          if (key === "__proto__")
            continue;
          const keyResult = def.keyType._zod.run({ value: key, issues: [] }, ctx);
          if (keyResult instanceof Promise) {
            throw new Error("Async schemas not supported in object keys currently");
          }
          if (keyResult.issues.length) {
            payload.issues.push({
              code: "invalid_key",
              origin: "record",
              issues: keyResult.issues.map((iss) => finalizeIssue(iss, ctx, config())),
              input: key,
              path: [key],
              inst
            });
            continue;
          }
          const outKey = keyResult.value;
          if (outKey === "__proto__")
            continue;
          const result = def.valueType._zod.run({ value: input[key], issues: [] }, ctx);
          if (result instanceof Promise) {
            proms.push(result.then((result2) => {
              if (result2.issues.length) {
                payload.issues.push(...prefixIssues(key, result2.issues));
              }
              payload.value[outKey] = result2.value;
            }));
          } else {
            if (result.issues.length) {
              payload.issues.push(...prefixIssues(key, result.issues));
            }
            payload.value[outKey] = result.value;
          }
        }
      }
      let unrecognized;
      for (const key in input) {
        if (!recordKeys.has(key)) {
          if (def.mode === "loose") {
            if (key === "__proto__")
              continue;
            payload.value[key] = input[key];
          } else {
            unrecognized = unrecognized ?? [];
            unrecognized.push(key);
          }
        }
      }
      if (unrecognized && unrecognized.length > 0) {
        payload.issues.push({
          code: "unrecognized_keys",
          input,
          inst,
          keys: unrecognized,
          continue: true
        });
      }
    } else {
      payload.value = memo ? memo.alloc(inst, payload, {}, ctx) : {};
      let unrecognized;
      for (const key of Reflect.ownKeys(input)) {
        if (key === "__proto__")
          continue;
        if (!Object.prototype.propertyIsEnumerable.call(input, key))
          continue;
        let keyResult = def.keyType._zod.run({ value: key, issues: [] }, ctx);
        if (keyResult instanceof Promise) {
          throw new Error("Async schemas not supported in object keys currently");
        }
        const checkNumericKey = typeof key === "string" && number.test(key) && keyResult.issues.length;
        if (checkNumericKey) {
          const retryResult = def.keyType._zod.run({ value: Number(key), issues: [] }, ctx);
          if (retryResult instanceof Promise) {
            throw new Error("Async schemas not supported in object keys currently");
          }
          if (retryResult.issues.length === 0) {
            keyResult = retryResult;
          }
        }
        if (keyResult.issues.length) {
          if (def.mode === "loose") {
            payload.value[key] = input[key];
          } else if (values) {
            unrecognized = unrecognized ?? [];
            unrecognized.push(key);
          } else {
            payload.issues.push({
              code: "invalid_key",
              origin: "record",
              issues: keyResult.issues.map((iss) => finalizeIssue(iss, ctx, config())),
              input: key,
              path: [key],
              inst
            });
          }
          continue;
        }
        const outKey = keyResult.value;
        if (outKey === "__proto__")
          continue;
        const result = def.valueType._zod.run({ value: input[key], issues: [] }, ctx);
        if (result instanceof Promise) {
          proms.push(result.then((result2) => {
            if (result2.issues.length) {
              payload.issues.push(...prefixIssues(key, result2.issues));
            }
            payload.value[outKey] = result2.value;
          }));
        } else {
          if (result.issues.length) {
            payload.issues.push(...prefixIssues(key, result.issues));
          }
          payload.value[outKey] = result.value;
        }
      }
      if (unrecognized && unrecognized.length > 0) {
        payload.issues.push({
          code: "unrecognized_keys",
          input,
          inst,
          keys: unrecognized,
          continue: true
        });
      }
    }
    if (proms.length) {
      return Promise.all(proms).then(() => payload);
    }
    return payload;
  };
});
var $ZodEnum = /* @__PURE__ */ $constructor("$ZodEnum", (inst, def) => {
  $ZodType.init(inst, def);
  const values = getEnumValues(def.entries);
  const valuesSet = new Set(values);
  inst._zod.values = valuesSet;
  defineLazyInternal(inst, "pattern", (zod) => {
    const patternValues = getEnumValues(zod.def.entries).filter((k2) => propertyKeyTypes.has(typeof k2));
    return new RegExp(patternValues.length ? `^(${patternValues.map((o2) => escapeRegex(o2.toString())).join("|")})$` : "^[^\\s\\S]$");
  });
  inst._zod.parse = (payload, _ctx) => {
    const input = payload.value;
    if (valuesSet.has(input)) {
      return payload;
    }
    payload.issues.push({
      code: "invalid_value",
      values,
      input,
      inst
    });
    return payload;
  };
});
function handleOptionalResult(payload, result) {
  payload.value = result.issues.length ? void 0 : result.value;
  return payload;
}
var $ZodOptional = /* @__PURE__ */ $constructor("$ZodOptional", (inst, def) => {
  $ZodType.init(inst, def);
  defineLazyInternal(inst, "optin", (zod) => zod.def.innerType._zod.optin === "defaulted" ? "defaulted" : "optional");
  inst._zod.optout = "optional";
  defineLazyInternal(inst, "values", (zod) => {
    const values = zod.def.innerType._zod.values;
    return values ? /* @__PURE__ */ new Set([...values, void 0]) : void 0;
  });
  defineLazyInternal(inst, "pattern", (zod) => {
    const pattern = zod.def.innerType._zod.pattern;
    return pattern ? new RegExp(`^(${cleanRegex(pattern.source)})?$`) : void 0;
  });
  inst._zod.parse = (payload, ctx) => {
    if (payload.value === void 0) {
      if (def.innerType._zod.optin !== "defaulted")
        return payload;
      const result = def.innerType._zod.run({ value: payload.value, issues: [] }, ctx);
      if (result instanceof Promise)
        return result.then((result2) => handleOptionalResult(payload, result2));
      return handleOptionalResult(payload, result);
    }
    return def.innerType._zod.run(payload, ctx);
  };
});

// node_modules/zod/v4/core/api.js
function snapshotChecks(def) {
  if (def.checks)
    def.checks = [...def.checks];
  return def;
}
// @__NO_SIDE_EFFECTS__
function _string(Class, params) {
  return new Class(snapshotChecks({ type: "string", ...normalizeParams(params) }));
}
// @__NO_SIDE_EFFECTS__
function _number(Class, params) {
  return new Class(snapshotChecks({ type: "number", checks: [], ...normalizeParams(params) }));
}
// @__NO_SIDE_EFFECTS__
function _int(Class, params) {
  return new Class({
    type: "number",
    check: "number_format",
    abort: false,
    format: "safeint",
    ...normalizeParams(params)
  });
}
// @__NO_SIDE_EFFECTS__
function _unknown(Class) {
  return new Class({
    type: "unknown"
  });
}
// @__NO_SIDE_EFFECTS__
function _lte(value, params) {
  return new $ZodCheckLessThan({
    check: "less_than",
    ...normalizeParams(params),
    value,
    inclusive: true
  });
}
// @__NO_SIDE_EFFECTS__
function _gt(value, params) {
  return new $ZodCheckGreaterThan({
    check: "greater_than",
    ...normalizeParams(params),
    value,
    inclusive: false
  });
}
// @__NO_SIDE_EFFECTS__
function _gte(value, params) {
  return new $ZodCheckGreaterThan({
    check: "greater_than",
    ...normalizeParams(params),
    value,
    inclusive: true
  });
}
// @__NO_SIDE_EFFECTS__
function _positive(params) {
  return /* @__PURE__ */ _gt(0, params);
}
// @__NO_SIDE_EFFECTS__
function _nonnegative(params) {
  return /* @__PURE__ */ _gte(0, params);
}
// @__NO_SIDE_EFFECTS__
function _maxLength(maximum, params) {
  const ch = new $ZodCheckMaxLength({
    check: "max_length",
    ...normalizeParams(params),
    maximum
  });
  return ch;
}
// @__NO_SIDE_EFFECTS__
function _minLength(minimum, params) {
  return new $ZodCheckMinLength({
    check: "min_length",
    ...normalizeParams(params),
    minimum
  });
}
// @__NO_SIDE_EFFECTS__
function _regex(pattern, params) {
  return new $ZodCheckRegex({
    check: "string_format",
    format: "regex",
    ...normalizeParams(params),
    pattern
  });
}

// node_modules/zod/v4/mini/schemas.js
var ZodMiniType = /* @__PURE__ */ $constructor("ZodMiniType", (inst, def) => {
  if (!inst._zod)
    throw new Error("Uninitialized schema in ZodMiniType.");
  $ZodType.init(inst, def);
  inst.def = def;
  inst.type = def.type;
}, {
  // `with` is an alias for `check`: the same function object, not a wrapper.
  get with() {
    return this.check;
  },
  set with(value) {
    own(this, "with", value);
  },
  parse(data, params) {
    return parse(this, data, params, { callee: this.parse });
  },
  parseAsync(data, params) {
    return parseAsync(this, data, params, { callee: this.parseAsync });
  },
  safeParse(data, params) {
    return safeParse(this, data, params);
  },
  safeParseAsync(data, params) {
    return safeParseAsync(this, data, params);
  },
  check(...checks) {
    const def = this.def;
    return this.clone({
      ...def,
      checks: [
        ...def.checks ?? [],
        ...checks.map((ch) => typeof ch === "function" ? { _zod: { check: ch, def: { check: "custom" }, onattach: [] } } : ch)
      ]
    }, { parent: true });
  },
  clone(_def, params) {
    return clone(this, _def, params);
  },
  brand() {
    return this;
  },
  register(reg, meta2) {
    reg.add(this, meta2);
    return this;
  },
  apply(fn, ...args) {
    return args.length === 0 ? fn(this) : fn(this, ...args);
  }
});
var ZodMiniString = /* @__PURE__ */ $constructor("ZodMiniString", (inst, def) => {
  $ZodString.init(inst, def);
  ZodMiniType.init(inst, def);
});
// @__NO_SIDE_EFFECTS__
function string2(params) {
  return _string(ZodMiniString, params);
}
var ZodMiniNumber = /* @__PURE__ */ $constructor("ZodMiniNumber", (inst, def) => {
  $ZodNumber.init(inst, def);
  ZodMiniType.init(inst, def);
});
// @__NO_SIDE_EFFECTS__
function number2(params) {
  return _number(ZodMiniNumber, params);
}
var ZodMiniNumberFormat = /* @__PURE__ */ $constructor("ZodMiniNumberFormat", (inst, def) => {
  $ZodNumberFormat.init(inst, def);
  ZodMiniNumber.init(inst, def);
});
function int(params) {
  return _int(ZodMiniNumberFormat, params);
}
var ZodMiniUnknown = /* @__PURE__ */ $constructor("ZodMiniUnknown", (inst, def) => {
  $ZodUnknown.init(inst, def);
  ZodMiniType.init(inst, def);
});
// @__NO_SIDE_EFFECTS__
function unknown() {
  return _unknown(ZodMiniUnknown);
}
var ZodMiniArray = /* @__PURE__ */ $constructor("ZodMiniArray", (inst, def) => {
  $ZodArray.init(inst, def);
  ZodMiniType.init(inst, def);
});
// @__NO_SIDE_EFFECTS__
function array(element, params) {
  return new ZodMiniArray({
    type: "array",
    element,
    ...normalizeParams(params)
  });
}
var ZodMiniObject = /* @__PURE__ */ $constructor("ZodMiniObject", (inst, def) => {
  $ZodObject.init(inst, def);
  ZodMiniType.init(inst, def);
  installLazyProp(inst, "shape", (self) => self._zod.def.shape, false);
});
// @__NO_SIDE_EFFECTS__
function object(shape2, params) {
  const def = {
    type: "object",
    shape: shape2 ?? {},
    ...normalizeParams(params)
  };
  return new ZodMiniObject(def);
}
var ZodMiniRecord = /* @__PURE__ */ $constructor("ZodMiniRecord", (inst, def) => {
  $ZodRecord.init(inst, def);
  ZodMiniType.init(inst, def);
});
// @__NO_SIDE_EFFECTS__
function record(keyType, valueType, params) {
  if (!valueType || !valueType._zod) {
    return new ZodMiniRecord({
      type: "record",
      keyType: /* @__PURE__ */ string2(),
      valueType: keyType,
      ...normalizeParams(valueType)
    });
  }
  return new ZodMiniRecord({
    type: "record",
    keyType,
    valueType,
    ...normalizeParams(params)
  });
}
var ZodMiniEnum = /* @__PURE__ */ $constructor("ZodMiniEnum", (inst, def) => {
  $ZodEnum.init(inst, def);
  ZodMiniType.init(inst, def);
  inst.options = [...inst._zod.values];
});
// @__NO_SIDE_EFFECTS__
function _enum(values, params) {
  const entries = Array.isArray(values) ? Object.fromEntries(values.map((v2) => [v2, v2])) : values;
  return new ZodMiniEnum({
    type: "enum",
    entries,
    ...normalizeParams(params)
  });
}
var ZodMiniOptional = /* @__PURE__ */ $constructor("ZodMiniOptional", (inst, def) => {
  $ZodOptional.init(inst, def);
  ZodMiniType.init(inst, def);
});
// @__NO_SIDE_EFFECTS__
function optional(innerType) {
  return new ZodMiniOptional({
    type: "optional",
    innerType
  });
}

// events/event-name.ts
var participlesWithoutEd = new Set(
  "begun bought broken brought built caught chosen cut done drawn driven fallen found frozen given gone held hidden hit kept known laid left lent lost made met overwritten paid put read rebuilt redone resent reset rewritten run seen sent set shown shut sold spent split taken told thrown undone understood withdrawn won written".split(
    " "
  )
);
var shape = /^[a-z][a-z0-9_]*\.[a-z][a-z0-9_]*$/;
function assertEventName(name2) {
  if (!shape.test(name2)) {
    throw new Error(`Event type "${name2}" must be entity.action in lower snake case, for example "order.created".`);
  }
  const action = name2.slice(name2.indexOf(".") + 1);
  const lastWord = action.slice(action.lastIndexOf("_") + 1);
  if (!lastWord.endsWith("ed") && !participlesWithoutEd.has(lastWord)) {
    throw new Error(
      `Event type "${name2}" must be in the past tense: "${lastWord}" is no past participle. An event is a fact ("order.created"); a request is a command (see defineCommand).`
    );
  }
}

// events/define-event.ts
function defineEvent(definition) {
  assertEventName(definition.type);
  const { schema, example, ...description2 } = definition;
  return build(description2, [{ version: 1, schema, example }]);
}
function build(description2, versions) {
  const newest = versions.length;
  return {
    ...description2,
    version: newest,
    versions,
    example: versions[newest - 1]?.example,
    parse: (data, version2) => parseAndUpcast(description2.type, versions, data, version2),
    evolve: ({ schema, example, upcast, deprecatesPrevious }) => {
      const kept = versions.map(
        (known) => known.version === newest && deprecatesPrevious ? { ...known, deprecated: deprecatesPrevious } : known
      );
      const next = { version: newest + 1, schema, example, upcast: (previous) => upcast(previous) };
      return build(description2, [...kept, next]);
    }
  };
}
function parseAndUpcast(type, versions, data, version2) {
  const written = versions[version2 - 1];
  if (!written) {
    throw new ContractError(
      "VERSION_UNKNOWN",
      `Version ${version2} of ${type} is not known here; known: 1 to ${versions.length}. Deploy the consumer before its producer.`
    );
  }
  const parsed = written.schema.safeParse(data);
  if (!parsed.success) {
    throw new ContractError(
      "DATA_INVALID",
      `The data of ${type} version ${version2} does not match its schema.`,
      toViolations(parsed.error.issues, "/data")
    );
  }
  return versions.slice(version2).reduce((previous, next) => next.upcast?.(previous) ?? previous, parsed.data);
}

// node_modules/dinero.js/dist/esm/currencies/index.js
var currencies_exports = {};
__export(currencies_exports, {
  AED: () => AED,
  AFN: () => AFN,
  ALL: () => ALL,
  AMD: () => AMD,
  AOA: () => AOA,
  ARS: () => ARS,
  AUD: () => AUD,
  AWG: () => AWG,
  AZN: () => AZN,
  BAM: () => BAM,
  BBD: () => BBD,
  BDT: () => BDT,
  BGN: () => BGN,
  BHD: () => BHD,
  BIF: () => BIF,
  BMD: () => BMD,
  BND: () => BND,
  BOB: () => BOB,
  BOV: () => BOV,
  BRL: () => BRL,
  BSD: () => BSD,
  BTN: () => BTN,
  BWP: () => BWP,
  BYN: () => BYN,
  BZD: () => BZD,
  CAD: () => CAD,
  CDF: () => CDF,
  CHE: () => CHE,
  CHF: () => CHF,
  CHW: () => CHW,
  CLF: () => CLF,
  CLP: () => CLP,
  CNY: () => CNY,
  COP: () => COP,
  COU: () => COU,
  CRC: () => CRC,
  CUP: () => CUP,
  CVE: () => CVE,
  CZK: () => CZK,
  DJF: () => DJF,
  DKK: () => DKK,
  DOP: () => DOP,
  DZD: () => DZD,
  EGP: () => EGP,
  ERN: () => ERN,
  ETB: () => ETB,
  EUR: () => EUR,
  FJD: () => FJD,
  FKP: () => FKP,
  GBP: () => GBP,
  GEL: () => GEL,
  GHS: () => GHS,
  GIP: () => GIP,
  GMD: () => GMD,
  GNF: () => GNF,
  GTQ: () => GTQ,
  GYD: () => GYD,
  HKD: () => HKD,
  HNL: () => HNL,
  HTG: () => HTG,
  HUF: () => HUF,
  IDR: () => IDR,
  ILS: () => ILS,
  INR: () => INR,
  IQD: () => IQD,
  IRR: () => IRR,
  ISK: () => ISK,
  JMD: () => JMD,
  JOD: () => JOD,
  JPY: () => JPY,
  KES: () => KES,
  KGS: () => KGS,
  KHR: () => KHR,
  KMF: () => KMF,
  KPW: () => KPW,
  KRW: () => KRW,
  KWD: () => KWD,
  KYD: () => KYD,
  KZT: () => KZT,
  LAK: () => LAK,
  LBP: () => LBP,
  LKR: () => LKR,
  LRD: () => LRD,
  LSL: () => LSL,
  LYD: () => LYD,
  MAD: () => MAD,
  MDL: () => MDL,
  MGA: () => MGA,
  MKD: () => MKD,
  MMK: () => MMK,
  MNT: () => MNT,
  MOP: () => MOP,
  MRU: () => MRU,
  MUR: () => MUR,
  MVR: () => MVR,
  MWK: () => MWK,
  MXN: () => MXN,
  MXV: () => MXV,
  MYR: () => MYR,
  MZN: () => MZN,
  NAD: () => NAD,
  NGN: () => NGN,
  NIO: () => NIO,
  NOK: () => NOK,
  NPR: () => NPR,
  NZD: () => NZD,
  OMR: () => OMR,
  PAB: () => PAB,
  PEN: () => PEN,
  PGK: () => PGK,
  PHP: () => PHP,
  PKR: () => PKR,
  PLN: () => PLN,
  PYG: () => PYG,
  QAR: () => QAR,
  RON: () => RON,
  RSD: () => RSD,
  RUB: () => RUB,
  RWF: () => RWF,
  SAR: () => SAR,
  SBD: () => SBD,
  SCR: () => SCR,
  SDG: () => SDG,
  SEK: () => SEK,
  SGD: () => SGD,
  SHP: () => SHP,
  SLE: () => SLE,
  SOS: () => SOS,
  SRD: () => SRD,
  SSP: () => SSP,
  STN: () => STN,
  SVC: () => SVC,
  SYP: () => SYP,
  SZL: () => SZL,
  THB: () => THB,
  TJS: () => TJS,
  TMT: () => TMT,
  TND: () => TND,
  TOP: () => TOP,
  TRY: () => TRY,
  TTD: () => TTD,
  TWD: () => TWD,
  TZS: () => TZS,
  UAH: () => UAH,
  UGX: () => UGX,
  USD: () => USD,
  USN: () => USN,
  UYI: () => UYI,
  UYU: () => UYU,
  UYW: () => UYW,
  UZS: () => UZS,
  VED: () => VED,
  VES: () => VES,
  VND: () => VND,
  VUV: () => VUV,
  WST: () => WST,
  XAD: () => XAD,
  XAF: () => XAF,
  XCD: () => XCD,
  XCG: () => XCG,
  XOF: () => XOF,
  XPF: () => XPF,
  YER: () => YER,
  ZAR: () => ZAR,
  ZMW: () => ZMW,
  ZWG: () => ZWG
});
var AED = {
  code: "AED",
  base: 10,
  exponent: 2
};
var AFN = {
  code: "AFN",
  base: 10,
  exponent: 2
};
var ALL = {
  code: "ALL",
  base: 10,
  exponent: 2
};
var AMD = {
  code: "AMD",
  base: 10,
  exponent: 2
};
var AOA = {
  code: "AOA",
  base: 10,
  exponent: 2
};
var ARS = {
  code: "ARS",
  base: 10,
  exponent: 2
};
var AUD = {
  code: "AUD",
  base: 10,
  exponent: 2
};
var AWG = {
  code: "AWG",
  base: 10,
  exponent: 2
};
var AZN = {
  code: "AZN",
  base: 10,
  exponent: 2
};
var BAM = {
  code: "BAM",
  base: 10,
  exponent: 2
};
var BBD = {
  code: "BBD",
  base: 10,
  exponent: 2
};
var BDT = {
  code: "BDT",
  base: 10,
  exponent: 2
};
var BGN = {
  code: "BGN",
  base: 10,
  exponent: 2
};
var BHD = {
  code: "BHD",
  base: 10,
  exponent: 3
};
var BIF = {
  code: "BIF",
  base: 10,
  exponent: 0
};
var BMD = {
  code: "BMD",
  base: 10,
  exponent: 2
};
var BND = {
  code: "BND",
  base: 10,
  exponent: 2
};
var BOB = {
  code: "BOB",
  base: 10,
  exponent: 2
};
var BOV = {
  code: "BOV",
  base: 10,
  exponent: 2
};
var BRL = {
  code: "BRL",
  base: 10,
  exponent: 2
};
var BSD = {
  code: "BSD",
  base: 10,
  exponent: 2
};
var BTN = {
  code: "BTN",
  base: 10,
  exponent: 2
};
var BWP = {
  code: "BWP",
  base: 10,
  exponent: 2
};
var BYN = {
  code: "BYN",
  base: 10,
  exponent: 2
};
var BZD = {
  code: "BZD",
  base: 10,
  exponent: 2
};
var CAD = {
  code: "CAD",
  base: 10,
  exponent: 2
};
var CDF = {
  code: "CDF",
  base: 10,
  exponent: 2
};
var CHE = {
  code: "CHE",
  base: 10,
  exponent: 2
};
var CHF = {
  code: "CHF",
  base: 10,
  exponent: 2
};
var CHW = {
  code: "CHW",
  base: 10,
  exponent: 2
};
var CLF = {
  code: "CLF",
  base: 10,
  exponent: 4
};
var CLP = {
  code: "CLP",
  base: 10,
  exponent: 0
};
var CNY = {
  code: "CNY",
  base: 10,
  exponent: 2
};
var COP = {
  code: "COP",
  base: 10,
  exponent: 2
};
var COU = {
  code: "COU",
  base: 10,
  exponent: 2
};
var CRC = {
  code: "CRC",
  base: 10,
  exponent: 2
};
var CUP = {
  code: "CUP",
  base: 10,
  exponent: 2
};
var CVE = {
  code: "CVE",
  base: 10,
  exponent: 2
};
var CZK = {
  code: "CZK",
  base: 10,
  exponent: 2
};
var DJF = {
  code: "DJF",
  base: 10,
  exponent: 0
};
var DKK = {
  code: "DKK",
  base: 10,
  exponent: 2
};
var DOP = {
  code: "DOP",
  base: 10,
  exponent: 2
};
var DZD = {
  code: "DZD",
  base: 10,
  exponent: 2
};
var EGP = {
  code: "EGP",
  base: 10,
  exponent: 2
};
var ERN = {
  code: "ERN",
  base: 10,
  exponent: 2
};
var ETB = {
  code: "ETB",
  base: 10,
  exponent: 2
};
var EUR = {
  code: "EUR",
  base: 10,
  exponent: 2
};
var FJD = {
  code: "FJD",
  base: 10,
  exponent: 2
};
var FKP = {
  code: "FKP",
  base: 10,
  exponent: 2
};
var GBP = {
  code: "GBP",
  base: 10,
  exponent: 2
};
var GEL = {
  code: "GEL",
  base: 10,
  exponent: 2
};
var GHS = {
  code: "GHS",
  base: 10,
  exponent: 2
};
var GIP = {
  code: "GIP",
  base: 10,
  exponent: 2
};
var GMD = {
  code: "GMD",
  base: 10,
  exponent: 2
};
var GNF = {
  code: "GNF",
  base: 10,
  exponent: 0
};
var GTQ = {
  code: "GTQ",
  base: 10,
  exponent: 2
};
var GYD = {
  code: "GYD",
  base: 10,
  exponent: 2
};
var HKD = {
  code: "HKD",
  base: 10,
  exponent: 2
};
var HNL = {
  code: "HNL",
  base: 10,
  exponent: 2
};
var HTG = {
  code: "HTG",
  base: 10,
  exponent: 2
};
var HUF = {
  code: "HUF",
  base: 10,
  exponent: 2
};
var IDR = {
  code: "IDR",
  base: 10,
  exponent: 2
};
var ILS = {
  code: "ILS",
  base: 10,
  exponent: 2
};
var INR = {
  code: "INR",
  base: 10,
  exponent: 2
};
var IQD = {
  code: "IQD",
  base: 10,
  exponent: 3
};
var IRR = {
  code: "IRR",
  base: 10,
  exponent: 2
};
var ISK = {
  code: "ISK",
  base: 10,
  exponent: 0
};
var JMD = {
  code: "JMD",
  base: 10,
  exponent: 2
};
var JOD = {
  code: "JOD",
  base: 10,
  exponent: 3
};
var JPY = {
  code: "JPY",
  base: 10,
  exponent: 0
};
var KES = {
  code: "KES",
  base: 10,
  exponent: 2
};
var KGS = {
  code: "KGS",
  base: 10,
  exponent: 2
};
var KHR = {
  code: "KHR",
  base: 10,
  exponent: 2
};
var KMF = {
  code: "KMF",
  base: 10,
  exponent: 0
};
var KPW = {
  code: "KPW",
  base: 10,
  exponent: 2
};
var KRW = {
  code: "KRW",
  base: 10,
  exponent: 0
};
var KWD = {
  code: "KWD",
  base: 10,
  exponent: 3
};
var KYD = {
  code: "KYD",
  base: 10,
  exponent: 2
};
var KZT = {
  code: "KZT",
  base: 10,
  exponent: 2
};
var LAK = {
  code: "LAK",
  base: 10,
  exponent: 2
};
var LBP = {
  code: "LBP",
  base: 10,
  exponent: 2
};
var LKR = {
  code: "LKR",
  base: 10,
  exponent: 2
};
var LRD = {
  code: "LRD",
  base: 10,
  exponent: 2
};
var LSL = {
  code: "LSL",
  base: 10,
  exponent: 2
};
var LYD = {
  code: "LYD",
  base: 10,
  exponent: 3
};
var MAD = {
  code: "MAD",
  base: 10,
  exponent: 2
};
var MDL = {
  code: "MDL",
  base: 10,
  exponent: 2
};
var MGA = {
  code: "MGA",
  base: 5,
  exponent: 1
};
var MKD = {
  code: "MKD",
  base: 10,
  exponent: 2
};
var MMK = {
  code: "MMK",
  base: 10,
  exponent: 2
};
var MNT = {
  code: "MNT",
  base: 10,
  exponent: 2
};
var MOP = {
  code: "MOP",
  base: 10,
  exponent: 2
};
var MRU = {
  code: "MRU",
  base: 5,
  exponent: 1
};
var MUR = {
  code: "MUR",
  base: 10,
  exponent: 2
};
var MVR = {
  code: "MVR",
  base: 10,
  exponent: 2
};
var MWK = {
  code: "MWK",
  base: 10,
  exponent: 2
};
var MXN = {
  code: "MXN",
  base: 10,
  exponent: 2
};
var MXV = {
  code: "MXV",
  base: 10,
  exponent: 2
};
var MYR = {
  code: "MYR",
  base: 10,
  exponent: 2
};
var MZN = {
  code: "MZN",
  base: 10,
  exponent: 2
};
var NAD = {
  code: "NAD",
  base: 10,
  exponent: 2
};
var NGN = {
  code: "NGN",
  base: 10,
  exponent: 2
};
var NIO = {
  code: "NIO",
  base: 10,
  exponent: 2
};
var NOK = {
  code: "NOK",
  base: 10,
  exponent: 2
};
var NPR = {
  code: "NPR",
  base: 10,
  exponent: 2
};
var NZD = {
  code: "NZD",
  base: 10,
  exponent: 2
};
var OMR = {
  code: "OMR",
  base: 10,
  exponent: 3
};
var PAB = {
  code: "PAB",
  base: 10,
  exponent: 2
};
var PEN = {
  code: "PEN",
  base: 10,
  exponent: 2
};
var PGK = {
  code: "PGK",
  base: 10,
  exponent: 2
};
var PHP = {
  code: "PHP",
  base: 10,
  exponent: 2
};
var PKR = {
  code: "PKR",
  base: 10,
  exponent: 2
};
var PLN = {
  code: "PLN",
  base: 10,
  exponent: 2
};
var PYG = {
  code: "PYG",
  base: 10,
  exponent: 0
};
var QAR = {
  code: "QAR",
  base: 10,
  exponent: 2
};
var RON = {
  code: "RON",
  base: 10,
  exponent: 2
};
var RSD = {
  code: "RSD",
  base: 10,
  exponent: 2
};
var RUB = {
  code: "RUB",
  base: 10,
  exponent: 2
};
var RWF = {
  code: "RWF",
  base: 10,
  exponent: 0
};
var SAR = {
  code: "SAR",
  base: 10,
  exponent: 2
};
var SBD = {
  code: "SBD",
  base: 10,
  exponent: 2
};
var SCR = {
  code: "SCR",
  base: 10,
  exponent: 2
};
var SDG = {
  code: "SDG",
  base: 10,
  exponent: 2
};
var SEK = {
  code: "SEK",
  base: 10,
  exponent: 2
};
var SGD = {
  code: "SGD",
  base: 10,
  exponent: 2
};
var SHP = {
  code: "SHP",
  base: 10,
  exponent: 2
};
var SLE = {
  code: "SLE",
  base: 10,
  exponent: 2
};
var SOS = {
  code: "SOS",
  base: 10,
  exponent: 2
};
var SRD = {
  code: "SRD",
  base: 10,
  exponent: 2
};
var SSP = {
  code: "SSP",
  base: 10,
  exponent: 2
};
var STN = {
  code: "STN",
  base: 10,
  exponent: 2
};
var SVC = {
  code: "SVC",
  base: 10,
  exponent: 2
};
var SYP = {
  code: "SYP",
  base: 10,
  exponent: 2
};
var SZL = {
  code: "SZL",
  base: 10,
  exponent: 2
};
var THB = {
  code: "THB",
  base: 10,
  exponent: 2
};
var TJS = {
  code: "TJS",
  base: 10,
  exponent: 2
};
var TMT = {
  code: "TMT",
  base: 10,
  exponent: 2
};
var TND = {
  code: "TND",
  base: 10,
  exponent: 3
};
var TOP = {
  code: "TOP",
  base: 10,
  exponent: 2
};
var TRY = {
  code: "TRY",
  base: 10,
  exponent: 2
};
var TTD = {
  code: "TTD",
  base: 10,
  exponent: 2
};
var TWD = {
  code: "TWD",
  base: 10,
  exponent: 2
};
var TZS = {
  code: "TZS",
  base: 10,
  exponent: 2
};
var UAH = {
  code: "UAH",
  base: 10,
  exponent: 2
};
var UGX = {
  code: "UGX",
  base: 10,
  exponent: 0
};
var USD = {
  code: "USD",
  base: 10,
  exponent: 2
};
var USN = {
  code: "USN",
  base: 10,
  exponent: 2
};
var UYI = {
  code: "UYI",
  base: 10,
  exponent: 0
};
var UYU = {
  code: "UYU",
  base: 10,
  exponent: 2
};
var UYW = {
  code: "UYW",
  base: 10,
  exponent: 4
};
var UZS = {
  code: "UZS",
  base: 10,
  exponent: 2
};
var VED = {
  code: "VED",
  base: 10,
  exponent: 2
};
var VES = {
  code: "VES",
  base: 10,
  exponent: 2
};
var VND = {
  code: "VND",
  base: 10,
  exponent: 0
};
var VUV = {
  code: "VUV",
  base: 10,
  exponent: 0
};
var WST = {
  code: "WST",
  base: 10,
  exponent: 2
};
var XAD = {
  code: "XAD",
  base: 10,
  exponent: 2
};
var XAF = {
  code: "XAF",
  base: 10,
  exponent: 0
};
var XCD = {
  code: "XCD",
  base: 10,
  exponent: 2
};
var XCG = {
  code: "XCG",
  base: 10,
  exponent: 2
};
var XOF = {
  code: "XOF",
  base: 10,
  exponent: 0
};
var XPF = {
  code: "XPF",
  base: 10,
  exponent: 0
};
var YER = {
  code: "YER",
  base: 10,
  exponent: 2
};
var ZAR = {
  code: "ZAR",
  base: 10,
  exponent: 2
};
var ZMW = {
  code: "ZMW",
  base: 10,
  exponent: 2
};
var ZWG = {
  code: "ZWG",
  base: 10,
  exponent: 2
};

// events/fields.ts
var idOf = (prefix) => string2().check(
  _maxLength(128),
  _regex(new RegExp(`^${prefix}_[A-Za-z0-9_-]+$`), `must be ${prefix}_ followed by letters, digits, _ or -`)
);
var orderId = idOf("ord");
var customerId = idOf("cust");
var productId = idOf("prod");
var accountId = idOf("acc");
var paymentId = idOf("pay");
var reservationId = idOf("res");
var transferId = idOf("trf");
var notificationId = idOf("ntf");
var currencyCode = _enum(Object.keys(currencies_exports), { error: "must be an ISO 4217 currency code, e.g. USD" });
var MAX_AMOUNT = 1e12;
var amount = number2().check(_positive(), _lte(MAX_AMOUNT));
var balance = number2().check(_nonnegative(), _lte(MAX_AMOUNT * 1e3));
var quantity = int().check(_positive(), _lte(1e6));
var text = string2().check(_minLength(1), _maxLength(500));
var stockLine = object({ product_id: productId, quantity });

// events/order.ts
var description = { aggregate: "order", producer: "order-service" };
var orderLine = object({ product_id: productId, quantity, price: amount });
var cancellationReason = object({
  code: _enum(["customer_request", "payment_failed", "out_of_stock", "deadline_passed"]),
  message: optional(text)
});
var orderCreated = defineEvent({
  ...description,
  type: "order.created",
  meaning: "A customer has placed an order; it awaits payment and stock.",
  schema: object({
    order_id: orderId,
    customer_id: customerId,
    items: array(orderLine).check(_minLength(1), _maxLength(100)),
    total: amount,
    currency: currencyCode
  }),
  example: {
    order_id: "ord_456",
    customer_id: "cust_789",
    items: [{ product_id: "prod_1", quantity: 2, price: 29.99 }],
    total: 59.98,
    currency: "USD"
  }
});
var orderConfirmed = defineEvent({
  ...description,
  type: "order.confirmed",
  meaning: "The order is paid and its stock is reserved.",
  schema: object({ order_id: orderId, customer_id: customerId, total: amount, currency: currencyCode }),
  example: { order_id: "ord_456", customer_id: "cust_789", total: 59.98, currency: "USD" }
});
var orderCancelled = defineEvent({
  ...description,
  type: "order.cancelled",
  meaning: "The order will not be fulfilled; what was charged or reserved is given back.",
  schema: object({
    order_id: orderId,
    customer_id: customerId,
    total: amount,
    currency: currencyCode,
    reason: cancellationReason
  }),
  example: {
    order_id: "ord_456",
    customer_id: "cust_789",
    total: 59.98,
    currency: "USD",
    reason: { code: "payment_failed", message: "insufficient_funds" }
  }
});
var orderStatusUpdated = defineEvent({
  ...description,
  type: "order.status_updated",
  meaning: "A confirmed order has moved on: shipped, then delivered.",
  schema: object({
    order_id: orderId,
    customer_id: customerId,
    previous_status: _enum(["confirmed", "shipped"]),
    status: _enum(["shipped", "delivered"])
  }),
  example: { order_id: "ord_456", customer_id: "cust_789", previous_status: "confirmed", status: "shipped" }
});

// node_modules/@middy/core/index.js
import { setTimeout as setTimeout2 } from "node:timers";

// node_modules/@middy/core/executionModeStandard.js
var executionModeStandard = ({ middyRequest, runRequest: runRequest2 }, beforeMiddlewares, lambdaHandler, afterMiddlewares, onErrorMiddlewares, plugin) => {
  const middy2 = async (event, context) => {
    const request = middyRequest(event, context);
    plugin.requestStart(request);
    let handlerError;
    let hasError = false;
    let response;
    try {
      response = await runRequest2(
        request,
        beforeMiddlewares,
        lambdaHandler,
        afterMiddlewares,
        onErrorMiddlewares,
        plugin
      );
    } catch (err2) {
      handlerError = err2;
      hasError = true;
    }
    try {
      const requestEndResult = plugin.requestEnd(request);
      if (requestEndResult instanceof Promise) await requestEndResult;
    } catch (hookErr) {
      if (hasError) {
        if (typeof handlerError === "object" && handlerError !== null) {
          handlerError.cause ??= hookErr;
        }
      } else {
        throw hookErr;
      }
    }
    if (hasError) throw handlerError;
    return response;
  };
  middy2.handler = (replaceLambdaHandler) => {
    lambdaHandler = replaceLambdaHandler;
    return middy2;
  };
  return middy2;
};

// node_modules/@middy/core/index.js
var name = "core";
var pkg = `@middy/${name}`;
var defaultLambdaHandler = () => {
};
var noop = () => {
};
var defaultPluginConfig = {
  timeoutEarlyInMillis: 5,
  timeoutEarlyResponse: () => {
    const err2 = new Error("[AbortError]: The operation was aborted.", {
      cause: { package: pkg }
    });
    err2.name = "TimeoutError";
    throw err2;
  },
  executionMode: executionModeStandard
};
var middy = (setupLambdaHandler, pluginConfig) => {
  let lambdaHandler;
  let plugin;
  if (typeof setupLambdaHandler === "function") {
    lambdaHandler = setupLambdaHandler;
    plugin = { ...defaultPluginConfig, ...pluginConfig };
  } else {
    lambdaHandler = defaultLambdaHandler;
    plugin = { ...defaultPluginConfig, ...setupLambdaHandler };
  }
  plugin.timeoutEarly = plugin.timeoutEarlyInMillis > 0;
  plugin.requestStart ??= noop;
  plugin.requestEnd ??= noop;
  plugin.beforeHandler ??= noop;
  plugin.afterHandler ??= noop;
  plugin.beforePrefetch?.();
  const beforeMiddlewares = [];
  const afterMiddlewares = [];
  const onErrorMiddlewares = [];
  const middyRequest = (event = {}, context = {}) => {
    return {
      event,
      context,
      response: void 0,
      error: void 0,
      internal: plugin.internal ? Object.assign(/* @__PURE__ */ Object.create(null), plugin.internal) : /* @__PURE__ */ Object.create(null)
    };
  };
  const middy2 = plugin.executionMode(
    { middyRequest, runRequest },
    beforeMiddlewares,
    lambdaHandler,
    afterMiddlewares,
    onErrorMiddlewares,
    plugin
  );
  middy2.use = (inputMiddleware) => {
    const middlewares = Array.isArray(inputMiddleware) ? inputMiddleware : [inputMiddleware];
    const befores = [];
    const afters = [];
    const onErrors = [];
    for (const middleware of middlewares) {
      const { before, after, onError } = middleware;
      if (!before && !after && !onError) {
        throw new Error(
          'Middleware must be an object containing at least one key among "before", "after", "onError"',
          {
            cause: { package: pkg }
          }
        );
      }
      if (before) befores.push(before);
      if (after) afters.push(after);
      if (onError) onErrors.push(onError);
    }
    beforeMiddlewares.push(...befores);
    afterMiddlewares.unshift(...afters.reverse());
    onErrorMiddlewares.unshift(...onErrors.reverse());
    return middy2;
  };
  middy2.before = (beforeMiddleware) => {
    beforeMiddlewares.push(beforeMiddleware);
    return middy2;
  };
  middy2.after = (afterMiddleware) => {
    afterMiddlewares.unshift(afterMiddleware);
    return middy2;
  };
  middy2.onError = (onErrorMiddleware) => {
    onErrorMiddlewares.unshift(onErrorMiddleware);
    return middy2;
  };
  return middy2;
};
var runRequest = async (request, beforeMiddlewares, lambdaHandler, afterMiddlewares, onErrorMiddlewares, plugin) => {
  let timeoutID;
  const getRemainingTimeInMillis = request.context.getRemainingTimeInMillis || request.context.lambdaContext?.getRemainingTimeInMillis;
  const timeoutEarly = plugin.timeoutEarly && getRemainingTimeInMillis;
  const beforeMiddlewareHook = plugin.beforeMiddleware;
  const afterMiddlewareHook = plugin.afterMiddleware;
  try {
    for (let i2 = 0, len = beforeMiddlewares.length; i2 < len; i2++) {
      const nextMiddleware = beforeMiddlewares[i2];
      if (beforeMiddlewareHook) beforeMiddlewareHook(nextMiddleware.name);
      let res = nextMiddleware(request);
      if (res instanceof Promise) res = await res;
      if (afterMiddlewareHook) afterMiddlewareHook(nextMiddleware.name);
      if (typeof res !== "undefined") {
        request.earlyResponse = res;
      }
      if ("earlyResponse" in request) {
        request.response = request.earlyResponse;
        break;
      }
    }
    if (!("earlyResponse" in request)) {
      plugin.beforeHandler();
      const handlerAbort = new AbortController();
      const abortOpts = { signal: handlerAbort.signal };
      const handlerResult = lambdaHandler(
        request.event,
        request.context,
        abortOpts
      );
      if (handlerResult instanceof Promise) {
        if (timeoutEarly) {
          let timeoutResolve;
          const timeoutPromise = new Promise((resolve, reject) => {
            timeoutResolve = () => {
              handlerAbort.abort();
              try {
                resolve(plugin.timeoutEarlyResponse());
              } catch (err2) {
                reject(err2);
              }
            };
          });
          timeoutID = setTimeout2(
            timeoutResolve,
            Math.max(
              0,
              getRemainingTimeInMillis() - plugin.timeoutEarlyInMillis
            )
          );
          request.response = await Promise.race([
            handlerResult,
            timeoutPromise
          ]);
        } else {
          request.response = await handlerResult;
        }
      } else {
        request.response = handlerResult;
      }
      if (timeoutID) {
        clearTimeout(timeoutID);
      }
      plugin.afterHandler();
      for (let i2 = 0, len = afterMiddlewares.length; i2 < len; i2++) {
        const nextMiddleware = afterMiddlewares[i2];
        if (beforeMiddlewareHook) beforeMiddlewareHook(nextMiddleware.name);
        let res = nextMiddleware(request);
        if (res instanceof Promise) res = await res;
        if (afterMiddlewareHook) afterMiddlewareHook(nextMiddleware.name);
        if (typeof res !== "undefined") {
          request.earlyResponse = res;
        }
        if ("earlyResponse" in request) {
          request.response = request.earlyResponse;
          break;
        }
      }
    }
  } catch (err2) {
    if (timeoutID) {
      clearTimeout(timeoutID);
    }
    request.response = void 0;
    delete request.earlyResponse;
    request.error = err2;
    try {
      for (let i2 = 0, len = onErrorMiddlewares.length; i2 < len; i2++) {
        const nextMiddleware = onErrorMiddlewares[i2];
        if (beforeMiddlewareHook) beforeMiddlewareHook(nextMiddleware.name);
        let res = nextMiddleware(request);
        if (res instanceof Promise) res = await res;
        if (afterMiddlewareHook) afterMiddlewareHook(nextMiddleware.name);
        if (typeof res !== "undefined") {
          request.earlyResponse = res;
        }
        if ("earlyResponse" in request) {
          request.response = request.earlyResponse;
          break;
        }
      }
    } catch (err3) {
      if (err3 !== request.error && typeof err3 === "object" && err3 !== null) {
        err3.originalError = request.error;
        err3.cause ??= request.error;
      }
      request.error = err3;
      throw request.error;
    }
    if (typeof request.response === "undefined") throw request.error;
  }
  return request.response;
};
var core_default = middy;

// lambdas/runtime/circuit-breaker/lazy-breakers.ts
function lazyBreakers(consumer, names2, environment, settings = {}) {
  if (names2.length > 0 && !environment.breakerTable) {
    throw new Error(`Consumer "${consumer}" declares breakers, but BREAKER_TABLE is missing.`);
  }
  return new Map(
    names2.map((name2) => {
      let loading;
      const breaker2 = () => {
        loading ??= import("./breakers-Q5J3LR3Y.mjs").then(
          ({ createBreaker }) => createBreaker(name2, environment, settings[name2])
        );
        return loading;
      };
      return [
        name2,
        {
          run: async (call, signal) => (await breaker2()).run(call, signal),
          assertNotOpen: async () => (await breaker2()).assertNotOpen()
        }
      ];
    })
  );
}

// lambdas/runtime/declarations/figures.ts
var DAY_SECONDS = 86400;
var HEADROOM_RECEIVES = 10;
var DEFERRAL_RECEIVES = 200;
var MOST_RECEIVES = 1e3;
function figuresOf(consumer) {
  const retentionSeconds = consumer.retentionDays * DAY_SECONDS;
  const deadLetterRetentionSeconds = consumer.deadLetterRetentionDays * DAY_SECONDS;
  return {
    visibilityTimeoutSeconds: 6 * consumer.timeoutSeconds,
    retentionSeconds,
    deadLetterRetentionSeconds,
    dedupTtlSeconds: retentionSeconds + deadLetterRetentionSeconds + consumer.replayHorizonDays * DAY_SECONDS,
    maxReceiveCount: leastReceives(consumer)
  };
}
function leastReceives(consumer) {
  const attempts = consumer.retry.maxAttempts * (consumer.ordering === "aggregate" ? consumer.batchSize : 1);
  return Math.min(MOST_RECEIVES, attempts + HEADROOM_RECEIVES + (mayDefer(consumer) ? DEFERRAL_RECEIVES : 0));
}
var mayDefer = (consumer) => consumer.idempotency === "lease" || consumer.breakers.length > 0;

// lambdas/runtime/idempotency/marker.ts
var AlreadyProcessed = class extends PipelineError {
  name = "AlreadyProcessed";
  constructor(key) {
    super("ALREADY_PROCESSED", `${key} has been processed before.`);
  }
};
var secondsOf = (epochMilliseconds) => Math.floor(epochMilliseconds / 1e3);
function marker(table, key, now, ttlSeconds) {
  const condition = [
    // Nobody has processed it.
    "attribute_not_exists(pk)",
    // Or so long ago that the marker counts as gone: DynamoDB deletes expired items up to days late.
    "expires_at < :now"
  ].join(" OR ");
  return {
    key: JSON.stringify([table, { S: key }, void 0]),
    onConditionFailed: () => new AlreadyProcessed(key),
    item: {
      Put: {
        TableName: table,
        Item: {
          pk: { S: key },
          state: { S: "completed" },
          completed_at: { N: String(now) },
          expires_at: { N: String(secondsOf(now) + ttlSeconds) }
        },
        ConditionExpression: condition,
        ExpressionAttributeValues: { ":now": { N: String(secondsOf(now)) } }
      }
    }
  };
}
var isCompleted = (item, now) => item?.state?.S === "completed" && Number(item.expires_at?.N ?? 0) >= secondsOf(now);

// lambdas/runtime/idempotency/atomic.ts
var atomic = ({ clock, processedTable, ttlSeconds, groupCommit }) => ({
  async process({ key, handle }) {
    try {
      await groupCommit.commit(async () => {
        const { writes } = await handle();
        return { writes: [marker(processedTable, key, clock.now(), ttlSeconds), ...writes] };
      });
      return "processed";
    } catch (error) {
      if (error instanceof AlreadyProcessed) return "duplicate";
      throw error;
    }
  }
});

// lambdas/runtime/retry/backoff.ts
var fullJitter = (delay, attempt2, random) => Math.floor(random() * Math.min(delay.maxMilliseconds, delay.firstMilliseconds * 2 ** attempt2));
var delayBoundSeconds = ({ firstDelaySeconds, maxDelaySeconds }, failures) => Math.min(maxDelaySeconds, firstDelaySeconds * 2 ** (failures - 1));
var retryDelaySeconds = (policy, failures, random) => Math.round(random() * delayBoundSeconds(policy, failures));

// lambdas/runtime/system/timers.ts
var systemTimers = {
  after: (milliseconds, callback) => {
    const timer = setTimeout(callback, milliseconds);
    return () => clearTimeout(timer);
  }
};
var pause = (timers, milliseconds) => new Promise((resolve) => {
  timers.after(milliseconds, resolve);
});

// lambdas/runtime/effects/verdicts.ts
var contention = /* @__PURE__ */ new Set([
  "TransactionConflict",
  "TransactionConflictException",
  "TransactionInProgressException",
  "ThrottlingError",
  "ThrottlingException",
  "ProvisionedThroughputExceeded",
  "ProvisionedThroughputExceededException",
  "RequestLimitExceeded"
]);
function readVerdicts(units, thrown) {
  const error = thrown instanceof Error ? thrown : new Error(String(thrown));
  if (error.name === "TransactionCanceledException" && error.CancellationReasons) {
    return readReasons(units, error.CancellationReasons);
  }
  if (error.name === "ConditionalCheckFailedException") {
    return units.map((unit) => readSingleRefusal(unit, error));
  }
  if (contention.has(error.name)) return units.map(() => ({ kind: "contended" }));
  return units.map(() => ({ kind: "failed", error: asFailure(error) }));
}
function readReasons(units, reasons) {
  let next = 0;
  return units.map(({ writes }) => {
    const own2 = reasons.slice(next, next + writes.length);
    next += writes.length;
    const refusals = own2.flatMap(
      (reason, index) => reason.Code === "ConditionalCheckFailed" ? [{ write: writes[index], current: reason.Item }] : []
    );
    if (refusals.length > 0) return { kind: "refused", refusals };
    const other = own2.find((reason) => reason.Code !== void 0 && reason.Code !== "None");
    if (!other) return { kind: "innocent" };
    if (contention.has(other.Code)) return { kind: "contended" };
    return { kind: "failed", error: refusedByDynamo(other.Code, other.Message) };
  });
}
function readSingleRefusal({ writes }, error) {
  const write = writes[0];
  const retried = (error.$metadata?.attempts ?? 1) > 1;
  if (retried && write.item.Put?.Item && sameItem(write.item.Put.Item, error.Item)) return { kind: "committed" };
  return { kind: "refused", refusals: [{ write, current: error.Item }] };
}
var sameItem = (ours, theirs) => theirs !== void 0 && Object.keys(theirs).length === Object.keys(ours).length && Object.entries(ours).every(([name2, value]) => JSON.stringify(value) === JSON.stringify(theirs[name2]));
var refusedByDynamo = (code, message, cause) => new PermanentError("WRITE_INVALID", `DynamoDB refuses a staged write: ${code}: ${message ?? "no reason given"}`, {
  ...cause ? { cause } : {}
});
function asFailure(error) {
  if (error.name === "ValidationException" || error.name === "ItemCollectionSizeLimitExceededException") {
    return refusedByDynamo(error.name, error.message, error);
  }
  return new TransientError("STORE_UNAVAILABLE", `The commit got no answer: ${error.name}: ${error.message}`, {
    cause: error
  });
}

// node_modules/@aws-sdk/core/dist-es/submodules/account-id-endpoint/AccountIdEndpointModeConstants.js
var DEFAULT_ACCOUNT_ID_ENDPOINT_MODE = "preferred";
var ACCOUNT_ID_ENDPOINT_MODE_VALUES = ["disabled", "preferred", "required"];
function validateAccountIdEndpointMode(value) {
  return ACCOUNT_ID_ENDPOINT_MODE_VALUES.includes(value);
}

// node_modules/@aws-sdk/core/dist-es/submodules/account-id-endpoint/AccountIdEndpointModeConfigResolver.js
var resolveAccountIdEndpointModeConfig = (input) => {
  const { accountIdEndpointMode } = input;
  const accountIdEndpointModeProvider = normalizeProvider(accountIdEndpointMode ?? DEFAULT_ACCOUNT_ID_ENDPOINT_MODE);
  return Object.assign(input, {
    accountIdEndpointMode: async () => {
      const accIdMode = await accountIdEndpointModeProvider();
      if (!validateAccountIdEndpointMode(accIdMode)) {
        throw new Error(`Invalid value for accountIdEndpointMode: ${accIdMode}. Valid values are: "required", "preferred", "disabled".`);
      }
      return accIdMode;
    }
  });
};

// node_modules/@aws-sdk/core/dist-es/submodules/account-id-endpoint/NodeAccountIdEndpointModeConfigOptions.js
var err = "Invalid AccountIdEndpointMode value";
var _throw = (message) => {
  throw new Error(message);
};
var ENV_ACCOUNT_ID_ENDPOINT_MODE = "AWS_ACCOUNT_ID_ENDPOINT_MODE";
var CONFIG_ACCOUNT_ID_ENDPOINT_MODE = "account_id_endpoint_mode";
var NODE_ACCOUNT_ID_ENDPOINT_MODE_CONFIG_OPTIONS = {
  environmentVariableSelector: (env) => {
    const value = env[ENV_ACCOUNT_ID_ENDPOINT_MODE];
    if (value && !validateAccountIdEndpointMode(value)) {
      _throw(err);
    }
    return value;
  },
  configFileSelector: (profile) => {
    const value = profile[CONFIG_ACCOUNT_ID_ENDPOINT_MODE];
    if (value && !validateAccountIdEndpointMode(value)) {
      _throw(err);
    }
    return value;
  },
  default: DEFAULT_ACCOUNT_ID_ENDPOINT_MODE
};

// node_modules/@aws-sdk/middleware-endpoint-discovery/dist-es/configurations.js
var ENV_ENDPOINT_DISCOVERY = ["AWS_ENABLE_ENDPOINT_DISCOVERY", "AWS_ENDPOINT_DISCOVERY_ENABLED"];
var CONFIG_ENDPOINT_DISCOVERY = "endpoint_discovery_enabled";
var isFalsy = (value) => ["false", "0"].indexOf(value) >= 0;
var NODE_ENDPOINT_DISCOVERY_CONFIG_OPTIONS = {
  environmentVariableSelector: (env) => {
    for (let i2 = 0; i2 < ENV_ENDPOINT_DISCOVERY.length; i2++) {
      const envKey = ENV_ENDPOINT_DISCOVERY[i2];
      if (envKey in env) {
        const value = env[envKey];
        if (value === "") {
          throw Error(`Environment variable ${envKey} can't be empty of undefined, got "${value}"`);
        }
        return !isFalsy(value);
      }
    }
  },
  configFileSelector: (profile) => {
    if (CONFIG_ENDPOINT_DISCOVERY in profile) {
      const value = profile[CONFIG_ENDPOINT_DISCOVERY];
      if (value === void 0) {
        throw Error(`Shared config entry ${CONFIG_ENDPOINT_DISCOVERY} can't be undefined, got "${value}"`);
      }
      return !isFalsy(value);
    }
  },
  default: void 0
};

// node_modules/@aws-sdk/endpoint-cache/dist-es/EndpointCache.js
var import_lru_cache = __toESM(require_lru_cache());
var EndpointCache2 = class {
  cache;
  constructor(capacity) {
    this.cache = new import_lru_cache.default(capacity);
  }
  getEndpoint(key) {
    const endpointsWithExpiry = this.get(key);
    if (!endpointsWithExpiry || endpointsWithExpiry.length === 0) {
      return void 0;
    }
    const endpoints = endpointsWithExpiry.map((endpoint) => endpoint.Address);
    return endpoints[Math.floor(Math.random() * endpoints.length)];
  }
  get(key) {
    if (!this.has(key)) {
      return;
    }
    const value = this.cache.get(key);
    if (!value) {
      return;
    }
    const now = Date.now();
    const endpointsWithExpiry = value.filter((endpoint) => now < endpoint.Expires);
    if (endpointsWithExpiry.length === 0) {
      this.delete(key);
      return void 0;
    }
    return endpointsWithExpiry;
  }
  set(key, endpoints) {
    const now = Date.now();
    this.cache.set(key, endpoints.map(({ Address, CachePeriodInMinutes }) => ({
      Address,
      Expires: now + CachePeriodInMinutes * 60 * 1e3
    })));
  }
  delete(key) {
    this.cache.set(key, []);
  }
  has(key) {
    if (!this.cache.has(key)) {
      return false;
    }
    const endpoints = this.cache.peek(key);
    if (!endpoints) {
      return false;
    }
    return endpoints.length > 0;
  }
  clear() {
    this.cache.clear();
  }
};

// node_modules/@aws-sdk/middleware-endpoint-discovery/dist-es/resolveEndpointDiscoveryConfig.js
var resolveEndpointDiscoveryConfig = (input, { endpointDiscoveryCommandCtor }) => {
  const { endpointCacheSize, endpointDiscoveryEnabled, endpointDiscoveryEnabledProvider } = input;
  return Object.assign(input, {
    endpointDiscoveryCommandCtor,
    endpointCache: new EndpointCache2(endpointCacheSize ?? 1e3),
    endpointDiscoveryEnabled: endpointDiscoveryEnabled !== void 0 ? () => Promise.resolve(endpointDiscoveryEnabled) : endpointDiscoveryEnabledProvider,
    isClientEndpointDiscoveryEnabled: endpointDiscoveryEnabled !== void 0
  });
};

// node_modules/@aws-sdk/client-dynamodb/dist-es/auth/httpAuthSchemeProvider.js
var defaultDynamoDBHttpAuthSchemeParametersProvider = async (config2, context, input) => {
  return {
    operation: getSmithyContext(context).operation,
    region: await normalizeProvider(config2.region)() || (() => {
      throw new Error("expected `region` to be configured for `aws.auth#sigv4`");
    })()
  };
};
function createAwsAuthSigv4HttpAuthOption(authParameters) {
  return {
    schemeId: "aws.auth#sigv4",
    signingProperties: {
      name: "dynamodb",
      region: authParameters.region
    },
    propertiesExtractor: (config2, context) => ({
      signingProperties: {
        config: config2,
        context
      }
    })
  };
}
var defaultDynamoDBHttpAuthSchemeProvider = (authParameters) => {
  const options = [];
  switch (authParameters.operation) {
    default: {
      options.push(createAwsAuthSigv4HttpAuthOption(authParameters));
    }
  }
  return options;
};
var resolveHttpAuthSchemeConfig = (config2) => {
  const config_0 = resolveAwsSdkSigV4Config(config2);
  return Object.assign(config_0, {
    authSchemePreference: normalizeProvider(config2.authSchemePreference ?? [])
  });
};

// node_modules/@aws-sdk/client-dynamodb/dist-es/commands/DescribeEndpointsCommand.js
var DescribeEndpointsCommand = class extends command(_ep0, _mw0, "DescribeEndpoints", DescribeEndpoints$) {
};

// node_modules/@aws-sdk/client-dynamodb/package.json
var package_default = {
  name: "@aws-sdk/client-dynamodb",
  version: "3.1162.0",
  description: "AWS SDK for JavaScript Dynamodb Client for Node.js, Browser and React Native",
  homepage: "https://github.com/aws/aws-sdk-js-v3/tree/main/clients/client-dynamodb",
  license: "Apache-2.0",
  author: {
    name: "AWS SDK for JavaScript Team",
    url: "https://aws.amazon.com/sdk-for-javascript/"
  },
  repository: {
    type: "git",
    url: "https://github.com/aws/aws-sdk-js-v3.git",
    directory: "clients/client-dynamodb"
  },
  files: [
    "dist-*/**"
  ],
  sideEffects: false,
  main: "./dist-cjs/index.js",
  module: "./dist-es/index.js",
  browser: {
    "./dist-es/runtimeConfig": "./dist-es/runtimeConfig.browser"
  },
  types: "./dist-types/index.d.ts",
  typesVersions: {
    "<4.5": {
      "dist-types/*": [
        "dist-types/ts3.4/*"
      ]
    }
  },
  "react-native": {
    "./dist-es/runtimeConfig": "./dist-es/runtimeConfig.native"
  },
  scripts: {
    build: "concurrently 'yarn:build:types' 'yarn:build:es' && yarn build:cjs",
    "build:cjs": "node ../../scripts/compilation/inline",
    "build:es": "premove dist-es && tsc -p tsconfig.es.json",
    "build:include:deps": 'yarn g:turbo run build -F="$npm_package_name"',
    "build:types": "premove dist-types && tsc -p tsconfig.types.json",
    "build:types:downlevel": "downlevel-dts dist-types dist-types/ts3.4",
    clean: "premove dist-cjs dist-es dist-types",
    "extract:docs": "api-extractor run --local",
    "generate:client": "node ../../scripts/generate-clients/single-service",
    test: "yarn g:vitest run --passWithNoTests",
    "test:watch": "yarn g:vitest watch --passWithNoTests",
    "test:integration": "yarn g:vitest run --passWithNoTests -c vitest.config.integ.mts",
    "test:integration:watch": "yarn g:vitest watch --passWithNoTests -c vitest.config.integ.mts",
    "test:e2e": "yarn g:vitest run -c vitest.config.e2e.mts",
    "test:e2e:watch": "yarn g:vitest watch -c vitest.config.e2e.mts",
    "test:index": "tsc -p tsconfig.test.json && node ./test/index-objects.spec.mjs"
  },
  dependencies: {
    "@aws-sdk/core": "^3.980.0",
    "@aws-sdk/credential-provider-node": "^3.972.93",
    "@aws-sdk/dynamodb-codec": "^3.973.55",
    "@aws-sdk/middleware-endpoint-discovery": "^3.972.37",
    "@aws-sdk/types": "^3.975.0",
    "@smithy/core": "^3.38.0",
    "@smithy/fetch-http-handler": "^5.8.0",
    "@smithy/node-http-handler": "^4.14.0",
    "@smithy/types": "^4.19.0",
    tslib: "^2.6.2"
  },
  devDependencies: {
    "@smithy/snapshot-testing": "^2.4.0",
    "@tsconfig/node20": "20.1.8",
    "@types/node": "^20.14.8",
    concurrently: "7.0.0",
    "downlevel-dts": "0.10.1",
    premove: "4.0.0",
    typescript: "~7.0.2",
    vitest: "^4.0.17"
  },
  engines: {
    node: ">=20.0.0"
  }
};

// node_modules/@aws-sdk/dynamodb-codec/dist-es/codec-v2/DynamoDBJsonCodec2.js
var ATTRIBUTE_VALUE = "com.amazonaws.dynamodb#AttributeValue";
var DynamoDBJsonShapeSerializer2 = class extends JsonShapeSerializer2 {
  writeValue(schema, value, container) {
    if (value != null && typeof value === "object") {
      const ns = NormalizedSchema.of(schema);
      if (ns.isStructSchema() && ns.getName(true) === ATTRIBUTE_VALUE) {
        this.writeAttributeValue(value);
        return;
      }
    }
    super.writeValue(schema, value, container);
  }
  writeAttributeValue(av) {
    const base64Encode = this.serdeContext?.base64Encoder ?? toBase64;
    this.writeAscii("{");
    let first = true;
    for (const key in av) {
      const val = av[key];
      if (val == null) {
        continue;
      }
      if (!first) {
        this.writeAscii(",");
      }
      first = false;
      this.writeAsciiQuoted(key);
      this.writeAscii(":");
      switch (key) {
        case "B":
          if (val instanceof Uint8Array) {
            this.writeBase64(val);
          } else {
            this.writeJsonString(val);
          }
          break;
        case "BS":
          this.writeAscii("[");
          {
            const arr = val;
            for (let i2 = 0; i2 < arr.length; i2++) {
              if (i2 > 0) {
                this.writeAscii(",");
              }
              const item = arr[i2];
              if (item instanceof Uint8Array) {
                this.writeBase64(item);
              } else {
                this.writeJsonString(base64Encode(item));
              }
            }
          }
          this.writeAscii("]");
          break;
        case "L":
          this.writeAscii("[");
          {
            const arr = val;
            for (let i2 = 0; i2 < arr.length; i2++) {
              if (i2 > 0) {
                this.writeAscii(",");
              }
              if (arr[i2] != null) {
                this.writeAttributeValue(arr[i2]);
              } else {
                this.writeAscii("null");
              }
            }
          }
          this.writeAscii("]");
          break;
        case "M":
          this.writeAscii("{");
          {
            const map = val;
            let mapFirst = true;
            for (const k2 in map) {
              if (map[k2] == null) {
                continue;
              }
              if (!mapFirst) {
                this.writeAscii(",");
              }
              mapFirst = false;
              this.writeJsonString(k2);
              this.writeAscii(":");
              this.writeAttributeValue(map[k2]);
            }
          }
          this.writeAscii("}");
          break;
        case "SS":
        case "NS":
          this.writeAscii("[");
          {
            const arr = val;
            for (let i2 = 0; i2 < arr.length; i2++) {
              if (i2 > 0) {
                this.writeAscii(",");
              }
              this.writeJsonString(arr[i2]);
            }
          }
          this.writeAscii("]");
          break;
        case "S":
        case "N":
          this.writeJsonString(val);
          break;
        case "BOOL":
          this.writeAscii(val ? "true" : "false");
          break;
        case "NULL":
          this.writeAscii(val ? "true" : "false");
          break;
        default:
          this.writeAscii(JSON.stringify(val));
          break;
      }
    }
    this.writeAscii("}");
  }
};
var DynamoDBJsonShapeDeserializer2 = class extends JsonShapeDeserializer2 {
  _read(schema, value) {
    const ns = NormalizedSchema.of(schema);
    if (ns.isStructSchema() && ns.getName(true) === ATTRIBUTE_VALUE) {
      if (value && typeof value === "object") {
        return this.readAttributeValue(value);
      }
    }
    return super._read(ns, value);
  }
  readAttributeValue(av) {
    const base64Decode = this.serdeContext?.base64Decoder ?? fromBase64;
    const out = av;
    if (typeof av.B === "string") {
      out.B = base64Decode(av.B);
    }
    if (Array.isArray(av.BS)) {
      out.BS = av.BS.map(base64Decode);
    }
    if (Array.isArray(av.L)) {
      out.L = av.L.map((v2) => this.readAttributeValue(v2));
    }
    if (av.M && typeof av.M === "object") {
      const m2 = av.M;
      for (const k2 in m2) {
        m2[k2] = this.readAttributeValue(m2[k2]);
      }
    }
    return out;
  }
};
var DynamoDBJsonCodec2 = class extends JsonCodec2 {
  constructor() {
    super({
      timestampFormat: {
        useTrait: true,
        default: 7
      },
      jsonName: false
    });
  }
  createSerializer() {
    const serializer = new DynamoDBJsonShapeSerializer2(this.settings);
    serializer.setSerdeContext(this.serdeContext);
    return serializer;
  }
  createDeserializer() {
    const deserializer = new DynamoDBJsonShapeDeserializer2(this.settings);
    deserializer.setSerdeContext(this.serdeContext);
    return deserializer;
  }
};

// node_modules/@aws-sdk/client-dynamodb/dist-es/endpoint/bdd.js
var L = "ref";
var M = "argv";
var a = -1;
var b = true;
var c = false;
var d = "isSet";
var e = "booleanEquals";
var f = "PartitionResult";
var g = "stringEquals";
var h = "getAttr";
var i = "parsedEndpoint";
var j = "aws.parseArn";
var k = (n2) => "ParsedArn_ssa_" + n2;
var l = "service";
var m = "dynamodb";
var n = "isValidHostLabel";
var o = "accountId";
var p = "FirstArn";
var q = (n2) => "https://{ParsedArn_ssa_" + n2 + "#accountId}.search-ddb.{Region}.{PartitionResult#dualStackDnsSuffix}";
var s = (n2) => "https://{ParsedArn_ssa_" + n2 + "#accountId}.ddb.{Region}.{PartitionResult#dualStackDnsSuffix}";
var t = (n2) => "https://{ParsedArn_ssa_" + n2 + "#accountId}.search-ddb.{Region}.{PartitionResult#dnsSuffix}";
var u = (n2) => "https://{ParsedArn_ssa_" + n2 + "#accountId}.ddb.{Region}.{PartitionResult#dnsSuffix}";
var v = { [L]: "Region" };
var w = { [L]: f };
var x = { "fn": h, [M]: [{ [L]: i }, "authority"] };
var y = { [L]: "AccountIdEndpointMode" };
var z = { "fn": h, [M]: [w, "name"] };
var A = { [L]: "ParsedArn_ssa_2" };
var B = { "fn": h, [M]: [A, "region"] };
var C = { [L]: "ResourceArnList" };
var D = { "fn": h, [M]: [{ [L]: "ParsedArn_ssa_1" }, "region"] };
var E = { [L]: "ParsedArn_ssa_1" };
var F = { [L]: "AccountId" };
var G = {};
var H = { "metricValues": ["O"] };
var I = [v];
var J = [{ [L]: "Endpoint" }];
var K = [{ [L]: "ResourceArn" }];
var _data = {
  conditions: [
    [d, I],
    [d, J],
    [e, [{ [L]: "UseFIPS" }, b]],
    [e, [{ [L]: "UseDualStack" }, b]],
    ["aws.partition", I, f],
    [g, [v, "local"]],
    [e, [{ fn: h, [M]: [w, "supportsFIPS"] }, b]],
    ["parseURL", J, i],
    [g, ["dynamodb.{Region}.{PartitionResult#dualStackDnsSuffix}", x]],
    [e, [{ fn: h, [M]: [w, "supportsDualStack"] }, b]],
    [g, ["search-dynamodb.{Region}.{PartitionResult#dualStackDnsSuffix}", x]],
    [d, [y]],
    [g, [v, "us-gov-east-1"]],
    [g, [v, "cn-north-1"]],
    [g, [v, "cn-northwest-1"]],
    [g, [v, "us-gov-west-1"]],
    [g, [z, "aws"]],
    [g, [y, "disabled"]],
    [d, K],
    [j, K, k(2)],
    [g, [{ fn: h, [M]: [A, l] }, m]],
    [g, [B, v]],
    [n, [{ fn: h, [M]: [A, o] }, c]],
    [n, [B, c]],
    [d, [C]],
    [h, [C, "[0]"], p],
    [j, [{ [L]: p }], k(1)],
    [g, [D, v]],
    [g, [{ fn: h, [M]: [E, l] }, m]],
    [n, [{ fn: h, [M]: [E, o] }, c]],
    [n, [D, c]],
    [d, [F]],
    [g, [y, "required"]],
    [n, [F, c]],
    [g, [z, "aws-us-gov"]],
    [e, [{ fn: "coalesce", [M]: [{ [L]: "IsSearchOperation" }, c] }, b]]
  ],
  results: [
    [a],
    [a, "Invalid Configuration: FIPS and custom endpoint are not supported"],
    [a, "Invalid Configuration: Dualstack and custom endpoint are not supported"],
    [a, "Endpoint override is not supported for dual-stack endpoints. Please enable dual-stack functionality by enabling the configuration. For more details, see: https://docs.aws.amazon.com/sdkref/latest/guide/feature-endpoints.html"],
    ["{Endpoint}", G],
    [a, "Invalid Configuration: FIPS and local endpoint are not supported"],
    [a, "Invalid Configuration: Dualstack and local endpoint are not supported"],
    ["http://localhost:8000", { authSchemes: [{ name: "sigv4", signingName: m, signingRegion: "us-east-1" }] }],
    [a, "Invalid Configuration: AccountIdEndpointMode is required and FIPS is enabled, but FIPS account endpoints are not supported"],
    ["https://search-dynamodb-fips.{Region}.{PartitionResult#dualStackDnsSuffix}", G],
    ["https://dynamodb-fips.{Region}.{PartitionResult#dualStackDnsSuffix}", G],
    [a, "FIPS and DualStack are enabled, but this partition does not support one or both"],
    ["https://search-dynamodb.{Region}.{PartitionResult#dnsSuffix}", G],
    ["https://dynamodb.{Region}.{PartitionResult#dnsSuffix}", G],
    ["https://search-dynamodb-fips.{Region}.{PartitionResult#dnsSuffix}", G],
    ["https://dynamodb-fips.{Region}.{PartitionResult#dnsSuffix}", G],
    [a, "FIPS is enabled but this partition does not support FIPS"],
    [a, "Invalid Configuration: AccountIdEndpointMode is required but account endpoints are not supported in this region"],
    ["https://search-dynamodb.{Region}.{PartitionResult#dualStackDnsSuffix}", G],
    ["https://dynamodb.{Region}.{PartitionResult#dualStackDnsSuffix}", G],
    [q(2), H],
    [s(2), H],
    [q(1), H],
    [s(1), H],
    ["https://{AccountId}.search-ddb.{Region}.{PartitionResult#dualStackDnsSuffix}", H],
    ["https://{AccountId}.ddb.{Region}.{PartitionResult#dualStackDnsSuffix}", H],
    [a, "Credentials-sourced account ID parameter is invalid"],
    [a, "AccountIdEndpointMode is required but no AccountID was provided or able to be loaded"],
    [a, "DualStack is enabled but this partition does not support DualStack"],
    [t(2), H],
    [u(2), H],
    [t(1), H],
    [u(1), H],
    ["https://{AccountId}.search-ddb.{Region}.{PartitionResult#dnsSuffix}", H],
    ["https://{AccountId}.ddb.{Region}.{PartitionResult#dnsSuffix}", H],
    [a, "Invalid Configuration: Missing Region"]
  ]
};
var root = 2;
var r = 1e8;
var nodes = new Int32Array([
  -1,
  1,
  -1,
  0,
  6,
  3,
  1,
  4,
  r + 35,
  2,
  r + 1,
  5,
  3,
  r + 2,
  r + 4,
  1,
  85,
  7,
  2,
  69,
  8,
  3,
  38,
  9,
  4,
  10,
  r + 35,
  5,
  r + 7,
  11,
  11,
  12,
  77,
  12,
  18,
  13,
  13,
  18,
  14,
  14,
  18,
  15,
  15,
  18,
  16,
  16,
  18,
  17,
  32,
  r + 17,
  77,
  17,
  37,
  19,
  18,
  20,
  25,
  19,
  21,
  25,
  20,
  22,
  25,
  21,
  23,
  25,
  22,
  24,
  25,
  23,
  36,
  25,
  24,
  26,
  32,
  25,
  27,
  32,
  26,
  28,
  32,
  27,
  29,
  32,
  28,
  30,
  32,
  29,
  31,
  32,
  30,
  35,
  32,
  31,
  33,
  37,
  33,
  34,
  r + 26,
  35,
  r + 33,
  r + 34,
  35,
  r + 31,
  r + 32,
  35,
  r + 29,
  r + 30,
  32,
  r + 27,
  77,
  4,
  39,
  r + 35,
  5,
  r + 6,
  40,
  9,
  41,
  r + 28,
  11,
  42,
  68,
  12,
  48,
  43,
  13,
  48,
  44,
  14,
  48,
  45,
  15,
  48,
  46,
  16,
  48,
  47,
  32,
  r + 17,
  68,
  17,
  67,
  49,
  18,
  50,
  55,
  19,
  51,
  55,
  20,
  52,
  55,
  21,
  53,
  55,
  22,
  54,
  55,
  23,
  66,
  55,
  24,
  56,
  62,
  25,
  57,
  62,
  26,
  58,
  62,
  27,
  59,
  62,
  28,
  60,
  62,
  29,
  61,
  62,
  30,
  65,
  62,
  31,
  63,
  67,
  33,
  64,
  r + 26,
  35,
  r + 24,
  r + 25,
  35,
  r + 22,
  r + 23,
  35,
  r + 20,
  r + 21,
  32,
  r + 27,
  68,
  35,
  r + 18,
  r + 19,
  3,
  78,
  70,
  4,
  71,
  r + 35,
  5,
  r + 5,
  72,
  6,
  73,
  r + 16,
  11,
  74,
  75,
  32,
  r + 8,
  75,
  34,
  77,
  76,
  35,
  r + 14,
  r + 15,
  35,
  r + 12,
  r + 13,
  4,
  79,
  r + 35,
  5,
  r + 5,
  80,
  6,
  81,
  r + 11,
  9,
  82,
  r + 11,
  11,
  83,
  84,
  32,
  r + 8,
  84,
  35,
  r + 9,
  r + 10,
  2,
  r + 1,
  86,
  3,
  r + 2,
  87,
  4,
  88,
  r + 4,
  7,
  89,
  r + 4,
  8,
  r + 3,
  90,
  10,
  r + 3,
  r + 4
]);
var bdd = BinaryDecisionDiagram.from(nodes, root, _data.conditions, _data.results);

// node_modules/@aws-sdk/client-dynamodb/dist-es/endpoint/endpointResolver.js
var cache = new EndpointCache({
  size: 50,
  params: [
    "AccountId",
    "AccountIdEndpointMode",
    "Endpoint",
    "IsSearchOperation",
    "Region",
    "ResourceArn",
    "ResourceArnList",
    "UseDualStack",
    "UseFIPS"
  ]
});
var defaultEndpointResolver = (endpointParams, context = {}) => {
  return cache.get(endpointParams, () => decideEndpoint(bdd, {
    endpointParams,
    logger: context.logger
  }));
};
customEndpointFunctions.aws = awsEndpointFunctions;

// node_modules/@aws-sdk/client-dynamodb/dist-es/runtimeConfig.shared.js
var getRuntimeConfig = (config2) => {
  return {
    apiVersion: "2012-08-10",
    base64Decoder: config2?.base64Decoder ?? fromBase64,
    base64Encoder: config2?.base64Encoder ?? toBase64,
    disableHostPrefix: config2?.disableHostPrefix ?? false,
    endpointProvider: config2?.endpointProvider ?? defaultEndpointResolver,
    extensions: config2?.extensions ?? [],
    httpAuthSchemeProvider: config2?.httpAuthSchemeProvider ?? defaultDynamoDBHttpAuthSchemeProvider,
    httpAuthSchemes: config2?.httpAuthSchemes ?? [
      {
        schemeId: "aws.auth#sigv4",
        identityProvider: (ipc) => ipc.getIdentityProvider("aws.auth#sigv4"),
        signer: new AwsSdkSigV4Signer()
      }
    ],
    logger: config2?.logger ?? new NoOpLogger(),
    protocol: config2?.protocol ?? AwsJson1_0Protocol,
    protocolSettings: config2?.protocolSettings ?? {
      defaultNamespace: "com.amazonaws.dynamodb",
      errorTypeRegistries,
      xmlNamespace: "http://dynamodb.amazonaws.com/doc/2012-08-10/",
      version: "2012-08-10",
      serviceTarget: "DynamoDB_20120810",
      jsonCodec: new DynamoDBJsonCodec2()
    },
    serviceId: config2?.serviceId ?? "DynamoDB",
    sha256: config2?.sha256 ?? Sha256Node,
    urlParser: config2?.urlParser ?? parseUrl,
    utf8Decoder: config2?.utf8Decoder ?? fromUtf8,
    utf8Encoder: config2?.utf8Encoder ?? toUtf8
  };
};

// node_modules/@aws-sdk/client-dynamodb/dist-es/runtimeConfig.js
var getRuntimeConfig2 = (config2) => {
  emitWarningIfUnsupportedVersion(process.version);
  const defaultsMode = resolveDefaultsModeConfig(config2);
  const defaultConfigProvider = () => defaultsMode().then(loadConfigsForDefaultMode);
  const clientSharedValues = getRuntimeConfig(config2);
  emitWarningIfUnsupportedVersion2(process.version);
  const loaderConfig = {
    profile: config2?.profile,
    logger: clientSharedValues.logger
  };
  return {
    ...clientSharedValues,
    ...config2,
    runtime: "node",
    defaultsMode,
    accountIdEndpointMode: config2?.accountIdEndpointMode ?? loadConfig(NODE_ACCOUNT_ID_ENDPOINT_MODE_CONFIG_OPTIONS, loaderConfig),
    authSchemePreference: config2?.authSchemePreference ?? loadConfig(NODE_AUTH_SCHEME_PREFERENCE_OPTIONS, loaderConfig),
    bodyLengthChecker: config2?.bodyLengthChecker ?? calculateBodyLength,
    credentialDefaultProvider: config2?.credentialDefaultProvider ?? defaultProvider,
    defaultSocketTimeout: getDefaultSocketTimeout(config2?.requestHandler, 3e5),
    defaultUserAgentProvider: config2?.defaultUserAgentProvider ?? createDefaultUserAgentProvider({ serviceId: clientSharedValues.serviceId, clientVersion: package_default.version }),
    endpointDiscoveryEnabledProvider: config2?.endpointDiscoveryEnabledProvider ?? loadConfig(NODE_ENDPOINT_DISCOVERY_CONFIG_OPTIONS, loaderConfig),
    maxAttempts: config2?.maxAttempts ?? loadConfig(Retry.v2026 ? { ...NODE_MAX_ATTEMPT_CONFIG_OPTIONS, default: 4 } : NODE_MAX_ATTEMPT_CONFIG_OPTIONS, config2),
    region: config2?.region ?? loadConfig(NODE_REGION_CONFIG_OPTIONS, { ...NODE_REGION_CONFIG_FILE_OPTIONS, ...loaderConfig }),
    requestHandler: NodeHttpHandler.create(config2?.requestHandler ?? defaultConfigProvider),
    retryMode: config2?.retryMode ?? loadConfig({
      ...NODE_RETRY_MODE_CONFIG_OPTIONS,
      default: async () => (await defaultConfigProvider()).retryMode || DEFAULT_RETRY_MODE
    }, config2),
    streamCollector: config2?.streamCollector ?? streamCollector,
    useDualstackEndpoint: config2?.useDualstackEndpoint ?? loadConfig(NODE_USE_DUALSTACK_ENDPOINT_CONFIG_OPTIONS, loaderConfig),
    useFipsEndpoint: config2?.useFipsEndpoint ?? loadConfig(NODE_USE_FIPS_ENDPOINT_CONFIG_OPTIONS, loaderConfig),
    userAgentAppId: config2?.userAgentAppId ?? loadConfig(NODE_APP_ID_CONFIG_OPTIONS, loaderConfig)
  };
};

// node_modules/@aws-sdk/client-dynamodb/dist-es/auth/httpAuthExtensionConfiguration.js
var getHttpAuthExtensionConfiguration = (runtimeConfig) => {
  const _httpAuthSchemes = runtimeConfig.httpAuthSchemes;
  let _httpAuthSchemeProvider = runtimeConfig.httpAuthSchemeProvider;
  let _credentials = runtimeConfig.credentials;
  return {
    setHttpAuthScheme(httpAuthScheme) {
      const index = _httpAuthSchemes.findIndex((scheme) => scheme.schemeId === httpAuthScheme.schemeId);
      if (index === -1) {
        _httpAuthSchemes.push(httpAuthScheme);
      } else {
        _httpAuthSchemes.splice(index, 1, httpAuthScheme);
      }
    },
    httpAuthSchemes() {
      return _httpAuthSchemes;
    },
    setHttpAuthSchemeProvider(httpAuthSchemeProvider) {
      _httpAuthSchemeProvider = httpAuthSchemeProvider;
    },
    httpAuthSchemeProvider() {
      return _httpAuthSchemeProvider;
    },
    setCredentials(credentials) {
      _credentials = credentials;
    },
    credentials() {
      return _credentials;
    }
  };
};
var resolveHttpAuthRuntimeConfig = (config2) => {
  return {
    httpAuthSchemes: config2.httpAuthSchemes(),
    httpAuthSchemeProvider: config2.httpAuthSchemeProvider(),
    credentials: config2.credentials()
  };
};

// node_modules/@aws-sdk/client-dynamodb/dist-es/runtimeExtensions.js
var resolveRuntimeExtensions = (runtimeConfig, extensions) => {
  const extensionConfiguration = Object.assign(getAwsRegionExtensionConfiguration(runtimeConfig), getDefaultExtensionConfiguration(runtimeConfig), getHttpHandlerExtensionConfiguration(runtimeConfig), getHttpAuthExtensionConfiguration(runtimeConfig));
  extensions.forEach((extension) => extension.configure(extensionConfiguration));
  return Object.assign(runtimeConfig, resolveAwsRegionExtensionConfiguration(extensionConfiguration), resolveDefaultRuntimeConfig(extensionConfiguration), resolveHttpHandlerRuntimeConfig(extensionConfiguration), resolveHttpAuthRuntimeConfig(extensionConfiguration));
};

// node_modules/@aws-sdk/client-dynamodb/dist-es/DynamoDBClient.js
var DynamoDBClient = class extends Client {
  config;
  constructor(...[configuration]) {
    const _config_0 = getRuntimeConfig2(configuration || {});
    super(_config_0);
    this.initConfig = _config_0;
    const _config_1 = resolveClientEndpointParameters(_config_0);
    const _config_2 = resolveAccountIdEndpointModeConfig(_config_1);
    const _config_3 = resolveUserAgentConfig(_config_2);
    const _config_4 = resolveRetryConfig(_config_3, { defaultBaseDelay: Retry.v2026 ? 25 : void 0, defaultMaxAttempts: Retry.v2026 ? 4 : void 0 });
    const _config_5 = resolveRegionConfig(_config_4);
    const _config_6 = resolveHostHeaderConfig(_config_5);
    const _config_7 = resolveEndpointConfig(_config_6);
    const _config_8 = resolveHttpAuthSchemeConfig(_config_7);
    const _config_9 = resolveEndpointDiscoveryConfig(_config_8, { endpointDiscoveryCommandCtor: DescribeEndpointsCommand });
    const _config_10 = resolveRuntimeExtensions(_config_9, configuration?.extensions || []);
    this.config = _config_10;
    this.middlewareStack.use(getSchemaSerdePlugin(this.config));
    this.middlewareStack.use(getUserAgentPlugin(this.config));
    this.middlewareStack.use(getRetryPlugin(this.config));
    this.middlewareStack.use(getContentLengthPlugin(this.config));
    this.middlewareStack.use(getHostHeaderPlugin(this.config));
    this.middlewareStack.use(getLoggerPlugin(this.config));
    this.middlewareStack.use(getRecursionDetectionPlugin(this.config));
    this.middlewareStack.use(getHttpAuthSchemeEndpointRuleSetPlugin(this.config, {
      httpAuthSchemeParametersProvider: defaultDynamoDBHttpAuthSchemeParametersProvider,
      identityProviderConfigProvider: async (config2) => new DefaultIdentityProviderConfig({
        "aws.auth#sigv4": config2.credentials
      })
    }));
    this.middlewareStack.use(getHttpSigningPlugin(this.config));
  }
  destroy() {
    super.destroy();
  }
};

// node_modules/@aws-sdk/client-dynamodb/dist-es/commands/BatchGetItemCommand.js
var BatchGetItemCommand = class extends command(_ep1, _mw0, "BatchGetItem", BatchGetItem$) {
};

// node_modules/@aws-sdk/client-dynamodb/dist-es/commands/DeleteItemCommand.js
var DeleteItemCommand = class extends command(_ep3, _mw0, "DeleteItem", DeleteItem$) {
};

// node_modules/@aws-sdk/client-dynamodb/dist-es/commands/PutItemCommand.js
var PutItemCommand = class extends command(_ep3, _mw0, "PutItem", PutItem$) {
};

// node_modules/@aws-sdk/client-dynamodb/dist-es/commands/TransactWriteItemsCommand.js
var TransactWriteItemsCommand = class extends command(_ep14, _mw0, "TransactWriteItems", TransactWriteItems$) {
};

// lambdas/runtime/effects/write-together.ts
async function writeTogether(dynamo, writes, token, abortSignal) {
  const options = abortSignal ? { abortSignal } : {};
  const [only] = writes;
  if (writes.length === 1 && only && !only.item.ConditionCheck) {
    return (await writeAlone(dynamo, only.item, options))?.CapacityUnits ?? 0;
  }
  const answer = await dynamo.send(
    new TransactWriteItemsCommand({
      TransactItems: writes.map(withCurrentItem),
      ClientRequestToken: token,
      ReturnConsumedCapacity: "TOTAL"
    }),
    options
  );
  return (answer.ConsumedCapacity ?? []).reduce((sum, one) => sum + (one.CapacityUnits ?? 0), 0);
}
async function writeAlone(dynamo, { Put, Update, Delete }, options) {
  const settings = { ReturnConsumedCapacity: "TOTAL", ReturnValuesOnConditionCheckFailure: "ALL_OLD" };
  if (Put) return (await dynamo.send(new PutItemCommand({ ...Put, ...settings }), options)).ConsumedCapacity;
  if (Update) return (await dynamo.send(new UpdateItemCommand({ ...Update, ...settings }), options)).ConsumedCapacity;
  if (Delete) return (await dynamo.send(new DeleteItemCommand({ ...Delete, ...settings }), options)).ConsumedCapacity;
  throw new Error("A staged write needs one of Put, Update, Delete, ConditionCheck.");
}
var returned = { ReturnValuesOnConditionCheckFailure: "ALL_OLD" };
function withCurrentItem({ item, onConditionFailed }) {
  if (typeof onConditionFailed !== "function" || onConditionFailed.length === 0) return item;
  if (item.Put) return { Put: { ...item.Put, ...returned } };
  if (item.Update) return { Update: { ...item.Update, ...returned } };
  if (item.Delete) return { Delete: { ...item.Delete, ...returned } };
  return item.ConditionCheck ? { ConditionCheck: { ...item.ConditionCheck, ...returned } } : item;
}

// lambdas/runtime/effects/commit-units.ts
var contentionDelay = { firstMilliseconds: 10, maxMilliseconds: 400, attempts: 8 };
var SHARED_ATTEMPTS = 2;
async function commitUnits(environment, units, options = {}) {
  const states = units.map(({ writes }) => ({ writes, superseded: 0, outcome: void 0 }));
  const total = { calls: 0, writeUnits: 0 };
  let contended = 0;
  for (let open = states; open.length > 0; open = states.filter((state) => !state.outcome)) {
    const shared = open.length > 1;
    const verdicts = shared && contended >= SHARED_ATTEMPTS ? void 0 : await attempt(environment, open, options, total);
    if (!verdicts) {
      await commitEachAlone(environment, open, options, total);
      break;
    }
    for (const [index, state] of open.entries()) settle(state, verdicts[index]);
    if (!isContended(verdicts)) continue;
    const delay = fullJitter(contentionDelay, contended++, environment.random);
    if (contended >= contentionDelay.attempts || outOfTime(environment.clock, options, delay)) giveUp(open);
    else await pause(environment.timers, delay);
  }
  return { ...total, outcomes: states.map((state) => state.outcome ?? { superseded: state.superseded }) };
}
var isContended = (verdicts) => verdicts.some(({ kind }) => kind === "contended") || verdicts.every(({ kind }) => kind === "innocent");
async function attempt({ dynamo, ids }, open, { signal }, total) {
  const writes = open.flatMap((state) => state.writes);
  if (writes.length === 0) return open.map(() => ({ kind: "committed" }));
  total.calls++;
  try {
    total.writeUnits += await writeTogether(dynamo, writes, requestToken(ids), signal);
    return open.map(() => ({ kind: "committed" }));
  } catch (error) {
    if (open.length > 1 && error instanceof Error && error.name === "ValidationException") return void 0;
    return readVerdicts(open, error);
  }
}
async function commitEachAlone(environment, open, options, total) {
  const reports = await Promise.all(open.map((state) => commitUnits(environment, [state], options)));
  reports.forEach((report2, index) => {
    total.calls += report2.calls;
    total.writeUnits += report2.writeUnits;
    const [outcome] = report2.outcomes;
    const state = open[index];
    state.outcome = { ...outcome, superseded: state.superseded + (outcome?.superseded ?? 0) };
  });
}
function settle(state, verdict) {
  const { superseded } = state;
  if (verdict.kind === "committed") state.outcome = { superseded };
  if (verdict.kind === "failed") state.outcome = { superseded, error: verdict.error };
  if (verdict.kind !== "refused") return;
  const error = firstError(verdict.refusals);
  if (error) {
    state.outcome = { superseded, error };
    return;
  }
  const refused = new Set(verdict.refusals.map(({ write }) => write));
  state.writes = state.writes.filter((write) => !refused.has(write));
  state.superseded += refused.size;
  if (state.writes.length === 0) state.outcome = { superseded: state.superseded };
}
function firstError(refusals) {
  for (const { write, current } of refusals) {
    if (write.onConditionFailed === "superseded") continue;
    return write.onConditionFailed === "conflict" ? new ConflictError(`Someone else wrote ${write.key} first.`) : write.onConditionFailed(current);
  }
  return void 0;
}
function giveUp(open) {
  for (const state of open) {
    state.outcome ??= {
      superseded: state.superseded,
      error: new TransientError("STORE_CONTENDED", "Other writers kept touching the same items.")
    };
  }
}
var outOfTime = (clock, { deadline: deadline2 }, delay) => deadline2 !== void 0 && clock.now() + delay >= deadline2;
var requestToken = (ids) => ids.next("t").slice(2);

// lambdas/runtime/effects/limits.ts
var MAX_TRANSACTION_ITEMS = 100;
var MAX_TRANSACTION_BYTES = 4 * 1024 * 1024;
function bytesOf({ item }) {
  const { Put, Update, Delete, ConditionCheck } = item;
  const expression = (Put ?? Update ?? Delete ?? ConditionCheck)?.ExpressionAttributeValues;
  return attributesSize(Put?.Item) + attributesSize((Update ?? Delete ?? ConditionCheck)?.Key) + attributesSize(expression);
}
function attributesSize(attributes) {
  let size = 0;
  for (const name2 in attributes) size += name2.length * 3 + valueSize(attributes[name2]);
  return size;
}
function valueSize(value) {
  if (value.S !== void 0) return stringSize(value.S);
  if (value.N !== void 0) return 21;
  if (value.B !== void 0) return value.B.length;
  if (value.M !== void 0) return 3 + attributesSize(value.M);
  if (value.L !== void 0) return value.L.reduce((sum, one) => sum + 1 + valueSize(one), 3);
  if (value.SS !== void 0) return value.SS.reduce((sum, one) => sum + one.length * 3, 0);
  if (value.NS !== void 0) return value.NS.length * 21;
  if (value.BS !== void 0) return value.BS.reduce((sum, one) => sum + one.length, 0);
  return 1;
}
var stringSize = (text2) => text2.length < 1e3 ? text2.length * 3 : Buffer.byteLength(text2);

// lambdas/runtime/effects/commit.ts
async function commitEffects(environment, effects, firstWrites = [], options = {}) {
  const writes = [...firstWrites, ...effects.writes];
  assertOneTransaction(writes);
  const { outcomes, calls, writeUnits } = await commitUnits(environment, [{ writes }], options);
  const outcome = outcomes[0];
  if (outcome.error) throw outcome.error;
  return { calls, writeUnits, superseded: outcome.superseded };
}
function assertOneTransaction(writes) {
  if (writes.length > MAX_TRANSACTION_ITEMS) {
    throw new PermanentError(
      "TOO_MANY_EFFECTS",
      `${writes.length} writes were staged; one transaction takes ${MAX_TRANSACTION_ITEMS}, marker included.`
    );
  }
  assertDistinctItems(writes);
}
function assertDistinctItems(writes) {
  const keys = /* @__PURE__ */ new Set();
  for (const { key } of writes) {
    if (keys.has(key)) throw new PermanentError("ITEM_STAGED_TWICE", `One unit of work writes the item ${key} twice.`);
    keys.add(key);
  }
}

// lambdas/runtime/idempotency/lanes.ts
var Lanes = class {
  #tails = /* @__PURE__ */ new Map();
  /** Waits for its turn. @returns leaves the lane; calling it twice does no harm. */
  async enter(name2) {
    const before = this.#tails.get(name2);
    const { promise, resolve } = Promise.withResolvers();
    this.#tails.set(name2, promise);
    await before;
    return () => {
      if (this.#tails.get(name2) === promise) this.#tails.delete(name2);
      resolve();
    };
  }
};

// lambdas/runtime/idempotency/packing.ts
function intoTransactions(units) {
  const transactions = [];
  let items = 0;
  let bytes = 0;
  for (const unit of units) {
    const unitBytes = unit.writes.reduce((sum, write) => sum + bytesOf(write), 0);
    items += unit.writes.length;
    bytes += unitBytes;
    const current = transactions.at(-1);
    if (current && items <= MAX_TRANSACTION_ITEMS && bytes <= MAX_TRANSACTION_BYTES) current.push(unit);
    else {
      transactions.push([unit]);
      items = unit.writes.length;
      bytes = unitBytes;
    }
  }
  return transactions;
}

// lambdas/runtime/idempotency/group-commit.ts
var GroupCommit = class {
  totals = { calls: 0, writeUnits: 0 };
  #environment;
  #settings;
  #lanes = new Lanes();
  #inFlight = /* @__PURE__ */ new Map();
  #running = 0;
  #pending = [];
  #cancelLinger;
  constructor(environment, settings) {
    this.#environment = environment;
    this.#settings = settings;
  }
  /**
   * Runs `prepare` and commits what it returns; runs it again after another unit of this batch has written the same
   * item.
   * @throws what `prepare` throws, {@link ConflictError}, or what a refused write brings.
   */
  async commit(prepare) {
    let leaveLane = () => {
    };
    try {
      for (; ; ) {
        const outcome = await this.#submit(prepare);
        if (!("staleKey" in outcome)) {
          if (outcome.error) throw outcome.error;
          return outcome;
        }
        leaveLane();
        await outcome.settled;
        leaveLane = await this.#lanes.enter(outcome.staleKey);
      }
    } finally {
      leaveLane();
    }
  }
  async #submit(prepare) {
    this.#running++;
    let unit;
    try {
      unit = await prepare();
      assertOneTransaction(unit.writes);
    } catch (error) {
      this.#running--;
      this.#flushWhenAllAreDone();
      throw error;
    }
    this.#running--;
    return new Promise((resolve) => {
      this.#pending.push({ writes: unit.writes, resolve });
      this.#flushWhenAllAreDone();
    });
  }
  #flushWhenAllAreDone() {
    if (this.#pending.length === 0) return;
    if (this.#running === 0) this.#flush();
    else this.#cancelLinger ??= this.#environment.timers.after(this.#settings.lingerMilliseconds, () => this.#flush());
  }
  #flush() {
    this.#cancelLinger?.();
    this.#cancelLinger = void 0;
    const pending = this.#pending;
    this.#pending = [];
    const fresh = [];
    const keys = /* @__PURE__ */ new Set();
    const stale = [];
    for (const unit of pending) {
      const staleKey = unit.writes.find(({ key }) => keys.has(key) || this.#inFlight.has(key))?.key;
      if (staleKey) stale.push({ unit, staleKey });
      else {
        fresh.push(unit);
        for (const { key } of unit.writes) keys.add(key);
      }
    }
    for (const group of intoTransactions(fresh)) this.#start(group);
    for (const { unit, staleKey } of stale) unit.resolve({ staleKey, settled: this.#inFlight.get(staleKey) });
  }
  #start(group) {
    const settled = this.#commitGroup(group);
    for (const unit of group) for (const { key } of unit.writes) this.#inFlight.set(key, settled);
  }
  async #commitGroup(group) {
    const report2 = await commitUnits(this.#environment, group, { deadline: this.#settings.deadline });
    this.totals.calls += report2.calls;
    this.totals.writeUnits += report2.writeUnits;
    for (const [index, unit] of group.entries()) {
      for (const { key } of unit.writes) this.#inFlight.delete(key);
      unit.resolve(report2.outcomes[index]);
    }
  }
};

// lambdas/runtime/idempotency/lease-record.ts
var claimUpdate = (table, claim3) => ({
  TableName: table,
  Key: { pk: { S: claim3.key } },
  UpdateExpression: [
    "SET #state = :claimed, #owner = :owner, claimed_until = :until, expires_at = :expires_at,",
    // Right-hand sides read the item as it was: what this claim took over from.
    "previous_state = if_not_exists(#state, :none), previous_owner = if_not_exists(#owner, :none)",
    "ADD fence :one"
  ].join(" "),
  ConditionExpression: [
    // Nobody has claimed this event.
    "attribute_not_exists(pk)",
    // Or so long ago that the record counts as gone: DynamoDB deletes expired items up to days late.
    "expires_at < :now_seconds",
    // Or someone tried, failed in an orderly way and gave it back.
    "#state = :released",
    // Or someone tried and died: a lease outlives its function.
    "(#state = :claimed AND claimed_until < :now)",
    // Or it was this very claim, and the first answer was lost.
    "(#state = :claimed AND #owner = :owner)"
  ].join(" OR "),
  ExpressionAttributeNames: names,
  ExpressionAttributeValues: {
    ":claimed": { S: "claimed" },
    ":released": { S: "released" },
    ":none": { S: "" },
    ":owner": { S: claim3.owner },
    ":until": { N: String(claim3.until) },
    ":expires_at": { N: String(secondsOf(claim3.now) + claim3.ttlSeconds) },
    ":now": { N: String(claim3.now) },
    ":now_seconds": { N: String(secondsOf(claim3.now)) },
    ":one": { N: "1" }
  },
  ReturnValues: "ALL_OLD",
  ReturnValuesOnConditionCheckFailure: "ALL_OLD"
});
var completeUpdate = (table, { key, owner, ttlSeconds }, fence, now) => ({
  TableName: table,
  Key: { pk: { S: key } },
  UpdateExpression: "SET #state = :completed, completed_at = :now, expires_at = :expires_at REMOVE claimed_until",
  // Nobody has taken the lease over since. The fence says the same in a number that downstreams can compare.
  ConditionExpression: "#owner = :owner AND fence = :fence",
  ExpressionAttributeNames: names,
  ExpressionAttributeValues: {
    ":completed": { S: "completed" },
    ":owner": { S: owner },
    ":fence": { N: String(fence) },
    ":now": { N: String(now) },
    ":expires_at": { N: String(secondsOf(now) + ttlSeconds) }
  }
});
var releaseUpdate = (table, { key, owner }, fence) => ({
  TableName: table,
  Key: { pk: { S: key } },
  UpdateExpression: "SET #state = :released REMOVE claimed_until",
  // It is still ours, and not completed after all.
  ConditionExpression: "#owner = :owner AND fence = :fence AND #state = :claimed",
  ExpressionAttributeNames: names,
  ExpressionAttributeValues: {
    ":released": { S: "released" },
    ":claimed": { S: "claimed" },
    ":owner": { S: owner },
    ":fence": { N: String(fence) }
  }
});
var toLeaseRecord = (item, now) => ({
  state: item.state?.S,
  owner: item.owner?.S ?? "",
  fence: Number(item.fence?.N ?? 0),
  claimedUntil: Number(item.claimed_until?.N ?? 0),
  previousState: item.previous_state?.S || void 0,
  previousOwner: item.previous_owner?.S || void 0,
  expired: Number(item.expires_at?.N ?? 0) < secondsOf(now)
});
var names = { "#state": "state", "#owner": "owner" };

// lambdas/runtime/idempotency/outcome-unknown.ts
var codes = /* @__PURE__ */ new Set(["HANDLER_TIMEOUT", "STORE_UNAVAILABLE", "STORE_CONTENDED"]);
var isOutcomeUnknown = (error) => error instanceof PipelineError && codes.has(error.code);

// lambdas/runtime/idempotency/lease.ts
var CLOCK_SKEW_MS = 5e3;
var lease = (environment) => ({
  async process(unit) {
    const claimed = await claim2(environment, unit.key);
    if (claimed === "completed") return "duplicate";
    return runUnderLease(environment, unit, claimed);
  }
});
async function claim2(environment, key) {
  const { clock, dynamo, ids, functionEnd, processedTable, ttlSeconds, random } = environment;
  const now = clock.now();
  const wanted = { key, owner: ids.next("claim"), now, until: functionEnd + CLOCK_SKEW_MS, ttlSeconds };
  let before;
  try {
    const { Attributes } = await dynamo.send(new UpdateItemCommand(claimUpdate(processedTable, wanted)));
    before = Attributes && toLeaseRecord(Attributes, now);
  } catch (error) {
    const current = refusedBy(error);
    if (!current) throw error;
    const record2 = toLeaseRecord(current, now);
    if (record2.state === "completed") return "completed";
    const waitMilliseconds = record2.claimedUntil - now + random() * CLOCK_SKEW_MS;
    throw new DeferredError("IN_PROGRESS_ELSEWHERE", `${key} is in progress elsewhere.`, waitMilliseconds / 1e3);
  }
  const held = { claim: wanted, fence: (before?.fence ?? 0) + 1 };
  if (environment.ambiguousClaim === "dead-letter" && before && isAmbiguous(before, wanted)) {
    await release(environment, held);
    throw new PermanentError(
      "AMBIGUOUS_CLAIM",
      `An earlier attempt at ${key} has vanished: its external effect may have happened or not. Look, then retry or skip.`
    );
  }
  return held;
}
function isAmbiguous(before, { owner }) {
  if (before.expired) return false;
  const state = before.owner === owner ? before.previousState : before.state;
  return state === "claimed";
}
async function runUnderLease(environment, { key, handle }, held) {
  try {
    const effects = await handle({ fencingToken: held.fence });
    await commitEffects(environment, effects, [completion(environment, held)]);
    return "processed";
  } catch (error) {
    if (error instanceof LeaseLost) return afterLosing(environment, key, error);
    if (!isOutcomeUnknown(error)) await release(environment, held);
    throw error;
  }
}
function completion({ processedTable, clock }, { claim: claim3, fence }) {
  return {
    key: JSON.stringify([processedTable, { S: claim3.key }, void 0]),
    item: { Update: completeUpdate(processedTable, claim3, fence, clock.now()) },
    onConditionFailed: (current) => new LeaseLost(current && toLeaseRecord(current, clock.now()))
  };
}
var LeaseLost = class extends PipelineError {
  name = "LeaseLost";
  record;
  constructor(record2) {
    super("LEASE_LOST", "The lease ran out before its holder was done, and someone else took over.");
    this.record = record2;
  }
};
function afterLosing({ clock }, key, { record: record2, message }) {
  if (record2?.state === "completed") return "duplicate";
  if (record2?.state === "claimed") {
    const waitSeconds = Math.max(0, record2.claimedUntil - clock.now()) / 1e3;
    throw new DeferredError("IN_PROGRESS_ELSEWHERE", `${key} is in progress elsewhere.`, waitSeconds);
  }
  throw new TransientError("LEASE_LOST", message);
}
async function release({ dynamo, processedTable }, { claim: claim3, fence }) {
  await dynamo.send(new UpdateItemCommand(releaseUpdate(processedTable, claim3, fence))).catch(() => {
  });
}
function refusedBy(error) {
  if (!(error instanceof Error) || error.name !== "ConditionalCheckFailedException") return void 0;
  return error.Item;
}

// lambdas/runtime/idempotency/unguarded.ts
var unguarded = (environment) => ({
  async process({ handle }) {
    await commitEffects(environment, await handle());
    return "processed";
  }
});

// lambdas/runtime/idempotency/self-guarded.ts
var selfGuarded = (environment) => ({
  async process({ handle }) {
    const effects = await handle();
    assertGuarded(effects);
    const commits = await Promise.allSettled(
      effects.writes.map((write) => commitEffects(environment, { writes: [write] }))
    );
    const receipts = commits.map((commit) => {
      if (commit.status === "rejected") throw commit.reason;
      return commit.value;
    });
    const changed = receipts.length === 0 ? !effects.nothingNew : receipts.some(({ superseded }) => superseded === 0);
    return changed ? "processed" : "duplicate";
  }
});
function assertGuarded({ writes, events, commands }) {
  if (events.length > 0 || commands.length > 0) {
    throw new PermanentError(
      "EFFECT_NOT_GUARDED",
      'Events and commands get new ids each time, so a redelivery would repeat them: use idempotency "atomic".'
    );
  }
  assertDistinctItems(writes);
  const open = writes.find(({ item: { Put, Update, Delete } }) => !(Put ?? Update ?? Delete)?.ConditionExpression);
  if (open) {
    throw new PermanentError(
      "EFFECT_NOT_GUARDED",
      `The write of ${open.key} has no condition that refuses a repeated event.`
    );
  }
}

// lambdas/runtime/idempotency/unique-key.ts
var uniqueKey = selfGuarded;

// lambdas/runtime/idempotency/versioned.ts
var versioned = selfGuarded;

// lambdas/runtime/idempotency/open-way.ts
var LINGER_MS = 5;
function openWay(declaration2, environment) {
  const ttlSeconds = figuresOf(declaration2).dedupTtlSeconds;
  switch (declaration2.idempotency) {
    case "atomic": {
      const settings = { deadline: environment.functionEnd, lingerMilliseconds: LINGER_MS };
      return atomic({ ...environment, ttlSeconds, groupCommit: new GroupCommit(environment, settings) });
    }
    case "lease":
      return lease({ ...environment, ttlSeconds, ambiguousClaim: declaration2.ambiguousClaim });
    case "versioned":
      return versioned(environment);
    case "unique-key":
      return uniqueKey(environment);
    case void 0:
      return unguarded(environment);
  }
}

// lambdas/runtime/retry/dynamo-history.ts
var dynamoHistory = (environment) => ({
  lookUp: (questions) => lookUp(environment, questions),
  countFailure: (messageId) => countFailure(environment, messageId)
});
var attemptsKey = ({ consumer }, messageId) => `attempts#${consumer}#${messageId}`;
async function lookUp(environment, questions) {
  const { dynamo, processedTable, clock } = environment;
  const keys = new Set(
    questions.flatMap(({ messageId, idempotencyKey: idempotencyKey2 }) => [attemptsKey(environment, messageId), idempotencyKey2])
  );
  const Keys = [...keys].map((pk) => ({ pk: { S: pk } }));
  const RequestItems = { [processedTable]: { Keys, ConsistentRead: true } };
  const { Responses } = await dynamo.send(new BatchGetItemCommand({ RequestItems }));
  const items = new Map((Responses?.[processedTable] ?? []).map((item) => [item.pk?.S, item]));
  return {
    attemptsOf: (messageId) => toAttempts(items.get(attemptsKey(environment, messageId)) ?? {}),
    isProcessed: (key) => isCompleted(items.get(key), clock.now())
  };
}
async function countFailure(environment, messageId) {
  const { clock, dynamo, processedTable, ttlSeconds } = environment;
  const now = clock.now();
  const { Attributes = {} } = await dynamo.send(
    new UpdateItemCommand({
      TableName: processedTable,
      Key: { pk: { S: attemptsKey(environment, messageId) } },
      UpdateExpression: [
        "SET first_failed_at = if_not_exists(first_failed_at, :now), last_failed_at = :now, expires_at = :expires_at",
        "ADD failures :one"
      ].join(" "),
      ExpressionAttributeValues: {
        ":now": { N: String(now) },
        ":expires_at": { N: String(Math.ceil(now / 1e3) + ttlSeconds) },
        ":one": { N: "1" }
      },
      ReturnValues: "ALL_NEW"
    })
  );
  return toAttempts(Attributes) ?? { failures: 1, firstFailedAt: now };
}
function toAttempts(item) {
  const failures = Number(item.failures?.N ?? 0);
  return failures > 0 ? { failures, firstFailedAt: Number(item.first_failed_at?.N ?? 0) } : void 0;
}

// events/envelope.ts
var eventId = string2().check(_regex(/^evt_[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/));
var identifier = string2().check(_minLength(1), _maxLength(128), _regex(/^[A-Za-z0-9_.:-]+$/));
var timestamp = string2().check(_regex(/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d{1,9})?Z$/));
var eventMetadata = object({
  /** The service that stated the fact, e.g. `order-service`. */
  source: identifier,
  /** Shared by everything that one request or trigger set in motion. */
  correlation_id: identifier,
  /** The event, command or request that directly led to this event. */
  causation_id: identifier,
  user_id: optional(string2().check(_maxLength(256))),
  ip_address: optional(string2().check(_maxLength(64))),
  user_agent: optional(string2().check(_maxLength(512))),
  /** Consumer of commands whose queue awaits the outcome, if anyone waits; carried on from cause to effect. */
  reply_to: optional(identifier),
  /** Set only on events delivered by a replay; a handler may leave out external effects then. */
  replay_id: optional(identifier),
  /** Set only by a replay that shall take effect again: part of the idempotency key, so that old markers do not count. */
  replay_scope: optional(identifier)
});
var envelope = object({
  event_id: eventId,
  /** `entity.action` in the past tense. */
  event_type: string2().check(_regex(/^[a-z][a-z0-9_]*\.[a-z][a-z0-9_]*$/)),
  /** Version of the schema of `data`, from 1. */
  version: int().check(_positive()),
  timestamp,
  aggregate_type: string2().check(_regex(/^[a-z][a-z0-9_]*$/)),
  aggregate_id: identifier,
  /** Position in the stream of the aggregate, from 1 and without gaps. */
  sequence: int().check(_positive()),
  data: record(string2(), unknown()),
  metadata: eventMetadata
});

// events/decode.ts
var catalogOf = (definitions) => new Map(definitions.map((definition) => [definition.type, definition]));
function decodeEvent(catalog, value) {
  const parsed = envelope.safeParse(value);
  if (!parsed.success) {
    throw new ContractError("ENVELOPE_INVALID", "This is no event envelope.", toViolations(parsed.error.issues));
  }
  const event = parsed.data;
  const definition = catalog.get(event.event_type);
  if (!definition) {
    throw new ContractError(
      "TYPE_UNKNOWN",
      `Event type "${event.event_type}" is not known here; known: ${[...catalog.keys()].join(", ")}.`
    );
  }
  const data = definition.parse(event.data, event.version);
  return { ...event, version: definition.version, data };
}

// events/define-command.ts
var commandId = string2().check(_regex(/^cmd_[A-Za-z0-9_-]{1,128}$/));
var commandEnvelope = object({
  command_id: commandId,
  command_type: string2().check(_regex(/^[a-z]+(_[a-z]+)+$/)),
  timestamp,
  data: record(string2(), unknown()),
  metadata: object({
    source: string2(),
    correlation_id: string2(),
    causation_id: string2(),
    /** Consumer of commands whose queue awaits the outcome, if anyone waits; carried on from cause to effect. */
    reply_to: optional(string2())
  })
});
function decodeCommand(accepted, value) {
  const parsed = commandEnvelope.safeParse(value);
  if (!parsed.success) {
    throw new ContractError("ENVELOPE_INVALID", "This is no command envelope.", toViolations(parsed.error.issues));
  }
  const definition = accepted.get(parsed.data.command_type);
  if (!definition) {
    throw new ContractError(
      "TYPE_UNKNOWN",
      `Command "${parsed.data.command_type}" is not accepted here; accepted: ${[...accepted.keys()].join(", ")}.`
    );
  }
  return { ...parsed.data, data: definition.parse(parsed.data.data) };
}

// lambdas/runtime/consumer/message.ts
function toDelivery(record2) {
  const { messageId, receiptHandle, body, attributes = {} } = record2;
  const { ApproximateReceiveCount, SentTimestamp, MessageGroupId } = attributes;
  return {
    messageId: messageId ?? "",
    receiptHandle: receiptHandle ?? "",
    body: typeof body === "string" ? body : JSON.stringify(body) ?? "",
    receiveCount: Number(ApproximateReceiveCount) || 1,
    sentAt: Number(SentTimestamp) || 0,
    groupId: MessageGroupId
  };
}
var fromEvent = (event) => ({
  kind: "event",
  id: event.event_id,
  type: event.event_type,
  timestamp: event.timestamp,
  aggregateId: event.aggregate_id,
  correlationId: event.metadata.correlation_id,
  causationId: event.metadata.causation_id,
  replyTo: event.metadata.reply_to,
  replayId: event.metadata.replay_id,
  replayScope: event.metadata.replay_scope,
  payload: event
});
var fromCommand = (command2) => ({
  kind: "command",
  id: command2.command_id,
  type: command2.command_type,
  timestamp: command2.timestamp,
  aggregateId: void 0,
  correlationId: command2.metadata.correlation_id,
  causationId: command2.metadata.causation_id,
  replyTo: command2.metadata.reply_to,
  replayId: void 0,
  replayScope: void 0,
  payload: command2
});

// lambdas/runtime/consumer/decode-message.ts
function messageDecoder(declaration2, catalog) {
  if (declaration2.accepts.length > 0) {
    const accepted = new Map(declaration2.accepts.map((command2) => [command2.type, command2]));
    return (body) => fromCommand(decodeCommand(accepted, unwrap(body)));
  }
  const known = declaration2.subscribesTo === "*" ? catalog : catalogOf(declaration2.subscribesTo);
  if (!known) throw new Error(`Consumer "${declaration2.name}" subscribes to all events: give it the catalog.`);
  return (body) => fromEvent(decodeEvent(known, unwrap(body)));
}
function unwrap(body) {
  const value = parseJson(body);
  if (!isObject2(value)) return value;
  if (isObject2(value.detail) && typeof value["detail-type"] === "string") return value.detail;
  if (value.Type === "Notification" && typeof value.Message === "string") return unwrap(value.Message);
  return value;
}
function parseJson(text2) {
  try {
    return JSON.parse(text2);
  } catch (cause) {
    throw new PermanentError("BODY_NOT_JSON", "The body is not JSON.", { cause });
  }
}
var isObject2 = (value) => typeof value === "object" && value !== null && !Array.isArray(value);

// lambdas/runtime/consumer/create-consumer.ts
function createConsumer(declaration2, environment, handlers, options) {
  const { tables, clock, timers, random, ids, dynamo, queue } = environment;
  const { name: name2 } = declaration2;
  const processedTable = tables.processed;
  const graveyard = { consumer: name2, queue, dynamo, deadLetterTable: tables.deadLetters };
  const ttlSeconds = figuresOf(declaration2).retentionSeconds;
  const breakersEnvironment = { clock, random, dynamo, breakerTable: tables.breakers };
  return {
    declaration: declaration2,
    clock,
    timers,
    random,
    ids,
    queue,
    telemetry: environment.telemetry(declaration2),
    effectsEnvironment: effectsEnvironmentOf(declaration2, environment),
    history: dynamoHistory({ clock, dynamo, processedTable, consumer: name2, ttlSeconds }),
    breakers: lazyBreakers(name2, declaration2.breakers, breakersEnvironment, options.breakers),
    decode: messageDecoder(declaration2, options.catalog),
    handle: dispatcher(handlers),
    openWay: (functionEnd) => openWay(declaration2, { ...environment, processedTable, functionEnd }),
    // Loaded when the first message dies: a cold start goes without it.
    bury: async (...letter) => (await import("./bury-YPSOLZAS.mjs")).bury(graveyard, ...letter)
  };
}
function effectsEnvironmentOf({ name: name2, idempotency }, { clock, ids, tables }) {
  const guardsItself = idempotency === "versioned" || idempotency === "unique-key";
  return {
    clock,
    ids,
    source: name2,
    ...tables.events ? { eventTable: tables.events } : {},
    ...tables.commands ? { commandTable: tables.commands } : {},
    ...guardsItself ? { onConditionFailed: "superseded" } : {}
  };
}
function dispatcher(handlers) {
  if (typeof handlers === "function") {
    return async (message, context) => handlers(message.payload, context);
  }
  const byType = handlers;
  return async (message, context) => byType[message.type](message.payload, context);
}

// lambdas/runtime/consumer/deadline.ts
var settlingTime = (remaining) => Math.min(2e3, Math.max(200, remaining / 10));
var MIN_HANDLER_MS = 100;
function startDeadline(clock, timers, remainingMilliseconds) {
  const functionEnd = clock.now() + remainingMilliseconds;
  const handlersEnd = functionEnd - settlingTime(remainingMilliseconds);
  const abort = new AbortController();
  const { promise: over, reject } = Promise.withResolvers();
  over.catch(() => {
  });
  const cancel = timers.after(Math.max(0, handlersEnd - clock.now()), () => {
    const error = new TransientError("HANDLER_TIMEOUT", "The handler was still running shortly before the deadline.");
    abort.abort(error);
    reject(error);
  });
  return {
    handlersEnd,
    functionEnd,
    signal: abort.signal,
    over,
    remainingMs: () => Math.max(0, handlersEnd - clock.now()),
    leavesTime: () => handlersEnd - clock.now() >= MIN_HANDLER_MS,
    close: cancel
  };
}

// lambdas/runtime/consumer/middleware/deadline.ts
function deadline({ clock, timers }) {
  const close = (request) => request.event.deadline?.close();
  return {
    before(request) {
      const remaining = request.context.getRemainingTimeInMillis();
      request.event = { ...request.event, deadline: startDeadline(clock, timers, remaining) };
    },
    after: close,
    onError: close
  };
}

// lambdas/runtime/consumer/outcome.ts
var isSettled = ({ kind }) => kind === "processed" || kind === "duplicate" || kind === "dead-lettered" || kind === "dropped";

// lambdas/runtime/consumer/middleware/batch-request.ts
var outcomesOf = (response) => response;

// lambdas/runtime/consumer/middleware/partial-batch-response.ts
var partialBatchResponse = () => ({
  after(request) {
    const left = outcomesOf(request.response).filter(({ outcome }) => !isSettled(outcome));
    const response = {
      batchItemFailures: left.map(({ delivery }) => ({ itemIdentifier: delivery.messageId }))
    };
    request.response = response;
  }
});

// lambdas/runtime/consumer/middleware/receive.ts
var receive = () => ({
  before(request) {
    const { Records } = request.event;
    if (!Array.isArray(Records)) throw new Error("A consumer is fed by SQS: the event has no Records.");
    request.event = { ...request.event, deliveries: Records.map(toDelivery) };
  }
});

// lambdas/runtime/consumer/middleware/report.ts
var report = (telemetry, clock) => ({
  before: () => telemetry.batchStarts(),
  after: (request) => telemetry.batchDone({ processed: outcomesOf(request.response), finishedAt: clock.now() })
});

// lambdas/runtime/consumer/middleware/visibility.ts
var visibility = (queue) => ({
  async after(request) {
    const due = outcomesOf(request.response).flatMap(
      ({ delivery: { receiptHandle }, outcome }) => "delaySeconds" in outcome ? [{ receiptHandle, delaySeconds: outcome.delaySeconds }] : []
    );
    if (due.length > 0) await queue.postpone(due).catch(() => {
    });
  }
});

// lambdas/runtime/retry/message-history.ts
var nothingKnown = { attemptsOf: () => void 0, isProcessed: () => false };

// lambdas/runtime/consumer/acknowledge-first.ts
async function acknowledgeFirst({ queue, declaration: declaration2, deadline: deadline2 }, received) {
  const messages = received.filter(({ message }) => message);
  if (declaration2.delivery !== "at-most-once" || messages.length === 0) return new Set(received);
  const handles = messages.map(({ delivery }) => delivery.receiptHandle);
  const left = deadline2.leavesTime() ? await acknowledge(queue, handles) : new Set(handles);
  return new Set(received.filter(({ delivery }) => !left.has(delivery.receiptHandle)));
}
var acknowledge = (queue, handles) => queue.acknowledge(handles).catch(() => new Set(handles));

// lambdas/runtime/consumer/failures.ts
async function fail(invocation, failure2) {
  const error = failure2.thrown instanceof Error ? failure2.thrown : new Error(String(failure2.thrown));
  if (invocation.declaration.delivery === "at-most-once" && failure2.message) return { kind: "dropped", error };
  if (isPermanent(error)) return giveUp2(invocation, failure2, error, await failedOnceMore(invocation, failure2));
  if (error instanceof DeferredError) return defer(invocation, failure2, error);
  return retryOrGiveUp(invocation, failure2, error);
}
var isPermanent = (error) => error instanceof PermanentError || isContractError(error);
async function defer(invocation, failure2, error) {
  const delaySeconds = Math.max(0, Math.ceil(error.delaySeconds));
  if (isLastChance(invocation, failure2.delivery, delaySeconds)) {
    return giveUp2(invocation, failure2, error, await failedOnceMore(invocation, failure2));
  }
  return { kind: "deferred", error, delaySeconds };
}
async function retryOrGiveUp(invocation, failure2, error) {
  const { random, history } = invocation;
  const { retry } = invocation.declaration;
  const attempts = await history.countFailure(failure2.delivery.messageId).catch(() => void 0);
  const atLeast = error instanceof TransientError ? error.retryAfterSeconds ?? 0 : 0;
  const failures = attempts?.failures ?? failure2.delivery.receiveCount;
  const delaySeconds = Math.max(atLeast, retryDelaySeconds(retry, failures, random));
  const spent = attempts !== void 0 && attempts.failures >= retry.maxAttempts;
  if (spent || isLastChance(invocation, failure2.delivery, delaySeconds)) {
    return giveUp2(invocation, failure2, error, attempts ?? await failedOnceMore(invocation, failure2));
  }
  return { kind: "failed", error, delaySeconds };
}
function isLastChance({ declaration: declaration2, clock }, delivery, delaySeconds) {
  const { maxReceiveCount, retentionSeconds, visibilityTimeoutSeconds } = figuresOf(declaration2);
  if (delivery.receiveCount >= maxReceiveCount - 1) return true;
  if (delivery.sentAt === 0) return false;
  const forgottenAt = delivery.sentAt + retentionSeconds * 1e3;
  const backAt = clock.now() + (delaySeconds + visibilityTimeoutSeconds) * 1e3;
  return backAt >= forgottenAt;
}
async function failedOnceMore({ clock, history }, { delivery, earlier }) {
  if (earlier) return { ...earlier, failures: earlier.failures + 1 };
  const first = { failures: 1, firstFailedAt: clock.now() };
  return delivery.receiveCount > 1 ? history.countFailure(delivery.messageId).catch(() => first) : first;
}
async function giveUp2(invocation, { delivery, message }, error, { failures, firstFailedAt }) {
  const { declaration: declaration2, clock } = invocation;
  const lastFailedAt = clock.now();
  const cause = { error, attempts: failures, firstFailedAt, lastFailedAt };
  try {
    await invocation.bury(delivery, message, cause);
    return { kind: "dead-lettered", error };
  } catch (buryError) {
    const notBuried = new Error(`It could not be dead-lettered and stays in its queue: ${String(buryError)}`, {
      cause: error
    });
    const delaySeconds = retryDelaySeconds(
      declaration2.retry,
      Math.max(failures, declaration2.retry.maxAttempts),
      () => 1
    );
    return { kind: "failed", error: notBuried, delaySeconds };
  }
}

// lambdas/runtime/event-store/event-time.ts
var timeOfId = (eventId2) => isoTime(Number.parseInt(eventId2.slice(4, 17).replace("-", ""), 16));

// lambdas/runtime/event-store/event-item.ts
var TIME_INDEX_SHARDS = 16;
var MAX_EVENT_BYTES = 240 * 1024;
var streamKey = (aggregateType, aggregateId) => `${aggregateType}#${aggregateId}`;
function toEventItem(event) {
  const json = JSON.stringify(event);
  const bytes = Buffer.byteLength(json);
  if (bytes > MAX_EVENT_BYTES) {
    const message = `${event.event_type} of ${event.aggregate_id} has ${bytes} bytes; allowed are ${MAX_EVENT_BYTES}.`;
    throw new PermanentError("EVENT_TOO_LARGE", message);
  }
  return {
    pk: { S: streamKey(event.aggregate_type, event.aggregate_id) },
    sk: { N: String(event.sequence) },
    event_id: { S: event.event_id },
    event_type: { S: event.event_type },
    bucket: { S: timeBucket(event) },
    event: { S: json }
  };
}
var bucketOf = (shard, day) => `${String(shard).padStart(2, "0")}#${day}`;
function timeBucket(event) {
  return bucketOf(shardOf(event.aggregate_id), timeOfId(event.event_id).slice(0, 10));
}
function shardOf(aggregateId) {
  let hash = 2166136261;
  for (let index = 0; index < aggregateId.length; index++) {
    hash = Math.imul(hash ^ aggregateId.charCodeAt(index), 16777619) >>> 0;
  }
  return hash % TIME_INDEX_SHARDS;
}

// lambdas/runtime/effects/effects.ts
var Effects = class {
  writes = [];
  events = [];
  commands = [];
  /** For a handler that writes by itself: true when all of it was there already, and the message is a duplicate. */
  nothingNew = false;
  #environment;
  #metadata;
  constructor(environment, metadata) {
    this.#environment = environment;
    this.#metadata = metadata;
  }
  /** Consumer of commands that awaits the outcome of what caused these effects, if anyone waits. */
  get replyTo() {
    return this.#metadata.reply_to;
  }
  /** From now on, what is staged carries the wish for a reply, and so does all that follows from it. */
  requestReply(definition) {
    this.#metadata = { ...this.#metadata, reply_to: definition.addressee };
  }
  /** Stages a raw write. `Key` or the item's own `pk` and `sk` identify it. */
  write(item, onConditionFailed = this.#environment.onConditionFailed ?? "conflict") {
    this.writes.push({ item, key: keyOf(item), onConditionFailed });
  }
  put(put, onConditionFailed) {
    this.write({ Put: put }, onConditionFailed);
  }
  update(update, onConditionFailed) {
    this.write({ Update: update }, onConditionFailed);
  }
  /**
   * Stages events at the end of one stream (the aggregate type is the drafts' own). If the stream has grown since
   * `position.after`, the commit conflicts and the message or command is decided again.
   * @returns the events as they will be stored.
   * @throws {PermanentError} `EVENT_TOO_LARGE`: more than bus, topic and queues can carry.
   */
  append(position, drafts) {
    const { clock, ids, eventTable } = this.#environment;
    if (!eventTable) throw new Error('This function may not append events: declare uses.eventStore "append".');
    const at = Math.max(clock.now(), position.latest === void 0 ? 0 : Date.parse(position.latest) + 1);
    const events = drafts.map((one, index) => ({
      event_id: ids.next("evt", at),
      event_type: one.definition.type,
      version: one.definition.version,
      timestamp: isoTime(at),
      aggregate_type: one.definition.aggregate,
      aggregate_id: position.aggregateId,
      sequence: position.after + 1 + index,
      data: one.definition.parse(one.data, one.definition.version),
      metadata: { ...this.#metadata, source: one.definition.producer }
    }));
    for (const event of events) {
      this.events.push(event);
      const put = {
        TableName: eventTable,
        Item: toEventItem(event),
        // Two writers that decided on the same history: only one gets this place in the stream.
        ConditionExpression: "attribute_not_exists(pk)"
      };
      this.put(put, "conflict");
    }
    return events;
  }
  /** Stages a command in the outbox; the relay delivers it, at least once, to its one addressee. */
  send(definition, data) {
    const { clock, ids, commandTable } = this.#environment;
    if (!commandTable) throw new Error("This function may not send commands: declare uses.commands.");
    const command2 = {
      command_id: ids.next("cmd"),
      command_type: definition.type,
      timestamp: isoTime(clock.now()),
      data: definition.parse(data),
      metadata: {
        source: this.#environment.source,
        correlation_id: this.#metadata.correlation_id,
        causation_id: this.#metadata.causation_id,
        ...this.replyTo !== void 0 && { reply_to: this.replyTo }
      }
    };
    this.commands.push(command2);
    this.put({
      TableName: commandTable,
      Item: {
        pk: { S: command2.command_id },
        addressee: { S: definition.addressee },
        command: { S: JSON.stringify(command2) },
        expires_at: { N: String(Math.ceil(clock.now() / 1e3) + COMMAND_OUTBOX_DAYS * 86400) }
      }
    });
    return command2;
  }
};
var COMMAND_OUTBOX_DAYS = 14;
function keyOf(item) {
  const put = item.Put;
  const target = put ?? item.Update ?? item.Delete ?? item.ConditionCheck;
  const key = put ? put.Item : target?.Key;
  return JSON.stringify([target?.TableName, key?.pk, key?.sk]);
}

// lambdas/runtime/consumer/process-message.ts
var MAX_DECISIONS = 5;
var noEffects = { events: [], commands: [] };
var conflictDelay = { firstMilliseconds: 5, maxMilliseconds: 100 };
async function handleMessage(invocation, message, attempt2) {
  const { way, timers, random, declaration: declaration2 } = invocation;
  const key = idempotencyKey(declaration2, message);
  if (declaration2.idempotency === "lease")
    for (const breaker2 of invocation.breakers.values()) await breaker2.assertNotOpen();
  let effects;
  const handle = async (hints) => {
    effects = await runHandler(invocation, message, key, attempt2, hints?.fencingToken);
    return effects;
  };
  for (let decision = 0; ; decision++) {
    try {
      const kind = await way.process({ key, handle });
      return kind === "processed" ? { kind, effects: effects ?? noEffects } : { kind };
    } catch (error) {
      if (!(error instanceof ConflictError) || decision + 1 >= MAX_DECISIONS) throw error;
      await pause(timers, fullJitter(conflictDelay, decision, random));
    }
  }
}
var idempotencyKey = ({ name: name2 }, { id, replayScope }) => replayScope === void 0 ? `${name2}#${id}` : `${name2}#${id}#${replayScope}`;
async function runHandler(invocation, message, key, attempt2, fencingToken) {
  const { clock, ids, deadline: deadline2 } = invocation;
  deadline2.signal.throwIfAborted();
  const { correlationId: correlation_id, id: causation_id, replyTo: reply_to } = message;
  const cause = { correlation_id, causation_id, ...reply_to !== void 0 && { reply_to } };
  const effects = new Effects(invocation.effectsEnvironment, cause);
  let logger;
  const context = {
    effects,
    signal: deadline2.signal,
    clock,
    ids,
    attempt: attempt2,
    idempotencyKey: key,
    fencingToken,
    replayId: message.replayId,
    get logger() {
      logger ??= invocation.telemetry.loggerOf(message);
      return logger;
    },
    remainingMs: deadline2.remainingMs,
    breaker: (name2) => breakerOf(invocation, name2)
  };
  const handled = invocation.telemetry.traced(message, () => invocation.handle(message, context));
  await Promise.race([handled, deadline2.over]);
  return effects;
}
function breakerOf({ breakers, declaration: declaration2, deadline: deadline2 }, name2) {
  const breaker2 = breakers.get(name2);
  if (!breaker2) throw new Error(`Consumer "${declaration2.name}" does not declare a breaker "${name2}".`);
  return { run: (call) => breaker2.run(call, deadline2.signal) };
}

// lambdas/runtime/consumer/process-batch.ts
async function processBatch(invocation, deliveries) {
  const received = deliveries.map((delivery) => decode2(invocation, delivery));
  const earlier = await lookUpEarlier(invocation, received);
  const batch = { invocation, earlier, firstOfId: /* @__PURE__ */ new Map(), results: /* @__PURE__ */ new Map() };
  const mayRun = await acknowledgeFirst(invocation, received);
  for (const one of received) if (!mayRun.has(one)) note(batch, one, { kind: "returned", delaySeconds: 0 });
  await Promise.all(inOrder(invocation, [...mayRun]).map((group) => processGroup(batch, group)));
  return deliveries.map((delivery) => batch.results.get(delivery));
}
function decode2(invocation, delivery) {
  try {
    return { delivery, message: invocation.decode(delivery.body) };
  } catch (error) {
    return { delivery, error };
  }
}
async function lookUpEarlier({ history, declaration: declaration2 }, received) {
  if (declaration2.idempotency !== "atomic" && declaration2.idempotency !== "lease") return nothingKnown;
  const questions = received.flatMap(
    ({ delivery: { messageId, receiveCount }, message }) => message && receiveCount > 1 ? [{ messageId, idempotencyKey: idempotencyKey(declaration2, message) }] : []
  );
  return questions.length === 0 ? nothingKnown : history.lookUp(questions).catch(() => nothingKnown);
}
function inOrder({ declaration: declaration2 }, received) {
  if (declaration2.ordering === "none") return received.map((one) => [one]);
  return [...Map.groupBy(received, ({ delivery }) => delivery.groupId ?? delivery.messageId).values()];
}
async function processGroup(batch, group) {
  const { clock } = batch.invocation;
  let behind;
  for (const one of group) {
    if (behind) {
      note(batch, one, behind);
      continue;
    }
    const startedAt = clock.now();
    const outcome = await settleOnce(batch, one);
    note(batch, one, outcome, clock.now() - startedAt);
    if (!isSettled(outcome)) behind = { kind: "returned", delaySeconds: delayOf(outcome) };
  }
}
var delayOf = (outcome) => "delaySeconds" in outcome ? outcome.delaySeconds : 0;
function note(batch, { delivery, message }, outcome, durationMs = 0) {
  batch.results.set(delivery, { delivery, message, outcome, attempt: attemptOf(batch, delivery), durationMs });
}
function attemptOf({ earlier }, { messageId, receiveCount }) {
  if (earlier === nothingKnown) return receiveCount;
  return (earlier.attemptsOf(messageId)?.failures ?? 0) + 1;
}
async function settleOnce(batch, { delivery, message, error }) {
  if (!message) return fail(batch.invocation, { delivery, message, earlier: void 0, thrown: error });
  const first = batch.firstOfId.get(message.id);
  if (first) {
    const outcome2 = await first;
    return isSettled(outcome2) ? { kind: "duplicate" } : outcome2;
  }
  const outcome = settle2(batch, delivery, message);
  batch.firstOfId.set(message.id, outcome);
  return outcome;
}
async function settle2(batch, delivery, message) {
  const { invocation, earlier } = batch;
  if (earlier.isProcessed(idempotencyKey(invocation.declaration, message))) return { kind: "duplicate" };
  const attempts = earlier.attemptsOf(delivery.messageId);
  try {
    if (!invocation.deadline.leavesTime()) return outOfTime2(invocation);
    assertNotDeadly(invocation, delivery);
    return await handleMessage(invocation, message, attemptOf(batch, delivery));
  } catch (thrown) {
    return fail(invocation, { delivery, message, earlier: attempts, thrown });
  }
}
var outOfTime2 = ({ declaration: declaration2 }) => declaration2.delivery === "at-most-once" ? { kind: "dropped", error: new TransientError("NO_TIME_LEFT", "There was no time left to start it.") } : { kind: "returned", delaySeconds: 0 };
function assertNotDeadly({ declaration: declaration2 }, { receiveCount }) {
  if (receiveCount < figuresOf(declaration2).maxReceiveCount) return;
  throw new PermanentError(
    "DIED_WITHOUT_CAUSE",
    `Received ${receiveCount} times without an outcome: its function died (timeout, out of memory, crash) or never ran.`
  );
}

// lambdas/runtime/consumer/consumer-handler.ts
var consumerHandler = (declaration2, environment, handlers, options = {}) => functionOf(createConsumer(declaration2, environment, handlers, options));
function functionOf(consumer) {
  const handler2 = core_default((event) => run(consumer, event), { timeoutEarlyInMillis: 0 });
  handler2.use([
    partialBatchResponse(),
    report(consumer.telemetry, consumer.clock),
    receive(),
    deadline(consumer),
    visibility(consumer.queue)
  ]);
  return (event, context) => handler2(event, context);
}
function run(consumer, { deliveries = [], deadline: deadline2 }) {
  if (!deadline2) throw new Error("The deadline middleware is missing.");
  return processBatch({ ...consumer, deadline: deadline2, way: consumer.openWay(deadline2.functionEnd) }, deliveries);
}

// lambdas/runtime/aws/clients.ts
var silentLogger = { trace() {
}, debug() {
}, info: void 0, warn() {
}, error() {
} };
var clientSettings = {
  maxAttempts: 4,
  logger: silentLogger,
  requestHandler: { connectionTimeout: 1e3, requestTimeout: 3e3, throwOnRequestTimeout: true }
};
var dynamoClient = () => new DynamoDBClient(clientSettings);

// lambdas/runtime/aws/sqs-queue.ts
var MAX_VISIBILITY_SECONDS = 43200;
function sqsQueue({ queueUrl, deadLetterQueueUrl }, client) {
  let loading;
  const sqs = () => {
    loading ??= import("./sqs-commands-44O5E4PI.mjs").then((commands) => ({
      ...commands,
      client: client ?? new commands.SQSClient(clientSettings)
    }));
    return loading;
  };
  return {
    async postpone(messages) {
      if (messages.length === 0) return;
      const { client: client2, ChangeMessageVisibilityBatchCommand } = await sqs();
      const Entries = messages.map(({ receiptHandle, delaySeconds }, index) => ({
        Id: String(index),
        ReceiptHandle: receiptHandle,
        VisibilityTimeout: Math.min(MAX_VISIBILITY_SECONDS, Math.max(0, Math.ceil(delaySeconds)))
      }));
      await client2.send(new ChangeMessageVisibilityBatchCommand({ QueueUrl: queueUrl, Entries }));
    },
    async acknowledge(receiptHandles) {
      const { client: client2, DeleteMessageBatchCommand } = await sqs();
      const Entries = receiptHandles.map((ReceiptHandle, index) => ({ Id: String(index), ReceiptHandle }));
      const { Failed = [] } = await client2.send(new DeleteMessageBatchCommand({ QueueUrl: queueUrl, Entries }));
      return new Set(Failed.map(({ Id }) => receiptHandles[Number(Id)]));
    },
    async deadLetter({ body, attributes, groupId, deduplicationId }) {
      const { client: client2, SendMessageCommand } = await sqs();
      await client2.send(
        new SendMessageCommand({
          QueueUrl: deadLetterQueueUrl,
          MessageBody: body,
          MessageAttributes: Object.fromEntries(
            Object.entries(attributes).map(([name2, value]) => [name2, { DataType: "String", StringValue: value }])
          ),
          ...groupId === void 0 ? {} : { MessageGroupId: groupId, MessageDeduplicationId: deduplicationId }
        })
      );
    }
  };
}

// node_modules/uuid/dist-node/stringify.js
var byteToHex = [];
for (let i2 = 0; i2 < 256; ++i2) {
  byteToHex.push((i2 + 256).toString(16).slice(1));
}
function unsafeStringify(arr, offset = 0) {
  return (byteToHex[arr[offset + 0]] + byteToHex[arr[offset + 1]] + byteToHex[arr[offset + 2]] + byteToHex[arr[offset + 3]] + "-" + byteToHex[arr[offset + 4]] + byteToHex[arr[offset + 5]] + "-" + byteToHex[arr[offset + 6]] + byteToHex[arr[offset + 7]] + "-" + byteToHex[arr[offset + 8]] + byteToHex[arr[offset + 9]] + "-" + byteToHex[arr[offset + 10]] + byteToHex[arr[offset + 11]] + byteToHex[arr[offset + 12]] + byteToHex[arr[offset + 13]] + byteToHex[arr[offset + 14]] + byteToHex[arr[offset + 15]]).toLowerCase();
}

// node_modules/uuid/dist-node/rng.js
var rnds8 = new Uint8Array(16);
function rng() {
  return crypto.getRandomValues(rnds8);
}

// node_modules/uuid/dist-node/v7.js
var _state = {};
function v7(options, buf, offset) {
  let bytes;
  if (options) {
    bytes = v7Bytes(options.random ?? options.rng?.() ?? rng(), options.msecs, options.seq, buf, offset);
  } else {
    const now = Date.now();
    const rnds = rng();
    updateV7State(_state, now, rnds);
    bytes = v7Bytes(rnds, _state.msecs, _state.seq, buf, offset);
  }
  return buf ?? unsafeStringify(bytes);
}
function updateV7State(state, now, rnds) {
  state.msecs ??= -Infinity;
  state.seq ??= 0;
  if (now > state.msecs) {
    state.seq = v7Sequence(rnds);
    state.msecs = now;
  } else {
    state.seq = state.seq + 1 | 0;
    if (state.seq === 0) {
      state.msecs++;
    }
  }
  return state;
}
function v7Bytes(rnds, msecs, seq, buf, offset = 0) {
  if (rnds.length < 16) {
    throw new Error("Random bytes length must be >= 16");
  }
  if (!buf) {
    buf = new Uint8Array(16);
    offset = 0;
  } else {
    if (offset < 0 || offset + 16 > buf.length) {
      throw new RangeError(`UUID byte range ${offset}:${offset + 15} is out of buffer bounds`);
    }
  }
  msecs ??= Date.now();
  seq ??= v7Sequence(rnds);
  buf[offset++] = msecs / 1099511627776 & 255;
  buf[offset++] = msecs / 4294967296 & 255;
  buf[offset++] = msecs / 16777216 & 255;
  buf[offset++] = msecs / 65536 & 255;
  buf[offset++] = msecs / 256 & 255;
  buf[offset++] = msecs & 255;
  buf[offset++] = 112 | seq >>> 28 & 15;
  buf[offset++] = seq >>> 20 & 255;
  buf[offset++] = 128 | seq >>> 14 & 63;
  buf[offset++] = seq >>> 6 & 255;
  buf[offset++] = seq << 2 & 255 | rnds[10] & 3;
  buf[offset++] = rnds[11];
  buf[offset++] = rnds[12];
  buf[offset++] = rnds[13];
  buf[offset++] = rnds[14];
  buf[offset++] = rnds[15];
  return buf;
}
function v7Sequence(rnds) {
  return (rnds[6] & 127) << 24 | rnds[7] << 16 | rnds[8] << 8 | rnds[9];
}
var v7_default = v7;

// lambdas/runtime/system/ids.ts
function createIds(clock, randomBytes) {
  let [msecs, seq] = [-1, 0];
  return {
    next(prefix, at = clock.now()) {
      const random = randomBytes(16);
      seq = at === msecs ? seq + 1 >>> 0 : firstOfMillisecond(random);
      msecs = at;
      return `${prefix}_${v7_default({ msecs, seq, random })}`;
    }
  };
}
var firstOfMillisecond = (random) => ((random[6] & 127) << 24 | random[7] << 16 | random[8] << 8 | random[9]) >>> 0;
var systemRandomBytes = (count) => crypto.getRandomValues(new Uint8Array(count));

// lambdas/runtime/system/random.ts
var systemRandom = () => crypto.getRandomValues(new Uint32Array(1))[0] / 2 ** 32;

// lambdas/runtime/telemetry/lazy-tracing.ts
function powertoolsTracing(service) {
  let tracer;
  return {
    async span(consumer, message, run2) {
      tracer ??= import("./powertools-tracer-RST3EM6C.mjs").then(({ createTracing }) => createTracing(service));
      return (await tracer).span(consumer, message, run2);
    }
  };
}

// lambdas/runtime/telemetry/on-demand.ts
function onDemand(load) {
  let loaded;
  let loading;
  const ready = () => {
    loading ??= load().then((telemetry) => {
      loaded = telemetry;
      return telemetry;
    });
    return loading;
  };
  const loggerWhenReady = (message) => {
    const log = (level) => (...line) => void ready().then((telemetry) => telemetry.loggerOf(message)[level](...line));
    return { debug: log("debug"), info: log("info"), warn: log("warn"), error: log("error") };
  };
  return {
    batchStarts: () => void ready(),
    loggerOf: (message) => loaded?.loggerOf(message) ?? loggerWhenReady(message),
    traced: async (message, run2) => (await ready()).traced(message, run2),
    batchDone: async (report2) => (await ready()).batchDone(report2)
  };
}

// lambdas/runtime/consumer/system-environment.ts
function systemConsumerEnvironment(variables = process.env) {
  const need = (name2) => {
    const value = variables[name2];
    if (!value) throw new Error(`The environment variable ${name2} is missing.`);
    return value;
  };
  const optional2 = (key, name2) => variables[name2] ? { [key]: variables[name2] } : {};
  return {
    clock: systemClock,
    timers: systemTimers,
    ids: createIds(systemClock, systemRandomBytes),
    random: systemRandom,
    dynamo: dynamoClient(),
    queue: sqsQueue({ queueUrl: need("QUEUE_URL"), deadLetterQueueUrl: need("DLQ_URL") }),
    tables: {
      processed: need("PROCESSED_TABLE"),
      deadLetters: need("DEAD_LETTER_TABLE"),
      ...optional2("breakers", "BREAKER_TABLE"),
      ...optional2("events", "EVENT_TABLE"),
      ...optional2("commands", "COMMAND_TABLE")
    },
    telemetry: ({ name: name2 }) => onDemand(async () => {
      const { powertoolsTelemetry } = await import("./powertools-telemetry-4DDMU33R.mjs");
      return powertoolsTelemetry({
        service: variables.POWERTOOLS_SERVICE_NAME ?? variables.SERVICE ?? name2,
        consumer: name2,
        write: (text2) => {
          process.stdout.write(text2);
        },
        tracing: isTraced(variables) ? powertoolsTracing(name2) : noTracing
      });
    })
  };
}
var isTraced = (variables) => Boolean(variables.AWS_XRAY_DAEMON_ADDRESS) && variables.POWERTOOLS_TRACE_ENABLED !== "false";

// lambdas/runtime/declarations/consumer.ts
var defaults = {
  ordering: "none",
  filter: {},
  timeoutSeconds: 10,
  batchSize: 10,
  maxConcurrency: 10,
  memoryMb: 512,
  retentionDays: 4,
  deadLetterRetentionDays: 14,
  replayHorizonDays: 7,
  breakers: [],
  uses: {},
  entry: "handler.ts",
  ambiguousClaim: "retry"
};
var defaultRetry = { maxAttempts: 6, firstDelaySeconds: 1, maxDelaySeconds: 900 };
function defineConsumer(options) {
  const { subscribesTo = [], accepts = [], idempotency, retry, ...rest } = options;
  const declaration2 = { ...defaults, ...rest, subscribesTo, accepts, idempotency, retry: { ...defaultRetry, ...retry } };
  assertConsumer(declaration2);
  return declaration2;
}
function assertConsumer(consumer) {
  const fail2 = (problem) => {
    throw new Error(`Consumer "${consumer.name}": ${problem}`);
  };
  if (!/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/.test(consumer.name) || consumer.name.length > 40) {
    fail2('the name must be kebab-case, at most 40 characters, e.g. "order-view".');
  }
  const takesEvents = consumer.subscribesTo === "*" || consumer.subscribesTo.length > 0;
  const takesCommands = consumer.accepts.length > 0;
  if (takesEvents === takesCommands) {
    fail2(
      "give it either events to subscribe to (subscribesTo) or commands to accept (accepts): exactly one of the two."
    );
  }
  const stranger = consumer.accepts.find((command2) => command2.addressee !== consumer.name);
  if (stranger) fail2(`the command ${stranger.type} is addressed to "${stranger.addressee}", not to it.`);
  if (consumer.delivery === "effectively-once" !== (consumer.idempotency !== void 0)) {
    fail2(
      `delivery "effectively-once" needs an idempotency way, and only it has one; got ${consumer.delivery} with ${consumer.idempotency}.`
    );
  }
  if (takesCommands && consumer.ordering === "aggregate") fail2("commands have no order; leave out ordering.");
  if (takesCommands && Object.keys(consumer.filter).length > 0) fail2("a filter narrows events; leave it out here.");
  const within = (option, value, least, most) => {
    if (!Number.isInteger(value) || value < least || value > most) {
      fail2(`${option} is ${value}, allowed are whole numbers from ${least} to ${most}.`);
    }
  };
  within("timeoutSeconds", consumer.timeoutSeconds, 1, 900);
  within("batchSize", consumer.batchSize, 1, 10);
  within("maxConcurrency", consumer.maxConcurrency, 2, 1e3);
  within("memoryMb", consumer.memoryMb, 128, 10240);
  within("retry.maxAttempts", consumer.retry.maxAttempts, 1, 100);
  within("retry.firstDelaySeconds", consumer.retry.firstDelaySeconds, 0, 43200);
  within("retry.maxDelaySeconds", consumer.retry.maxDelaySeconds, consumer.retry.firstDelaySeconds, 43200);
  within("retentionDays", consumer.retentionDays, 1, 14);
  within("deadLetterRetentionDays", consumer.deadLetterRetentionDays, 1, 14);
  within("replayHorizonDays", consumer.replayHorizonDays, 0, 3650);
}

// bench/consumer/contenders/ours.ts
var declaration = defineConsumer({
  name: "bench",
  subscribesTo: [orderCreated],
  delivery: "effectively-once",
  idempotency: "atomic"
});
var handler = consumerHandler(declaration, systemConsumerEnvironment(), {
  "order.created": ({ data, timestamp: timestamp2 }, { effects }) => {
    effects.put({
      TableName: "state",
      Item: {
        pk: { S: data.order_id },
        sk: { S: "order" },
        customer_id: { S: data.customer_id },
        total: { N: String(data.total) },
        currency: { S: data.currency },
        status: { S: "pending" },
        created_at: { S: timestamp2 }
      }
    });
  }
});
export {
  handler
};
