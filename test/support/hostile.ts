import { inspect } from 'node:util'
import fc from 'fast-check'
import { ConflictError, PermanentError, TransientError } from '../../lambdas/runtime/errors.ts'

/** Everything that JavaScript can throw: values, errors whose parts are not what they should be, and objects that fight back. */

const refuse = () => {
  throw new Error('Nobody may look at this.')
}

/** Every way to look at an object runs this code. */
const traps = Object.fromEntries(
  Object.getOwnPropertyNames(Reflect)
    .filter((name) => typeof Reflect[name as keyof typeof Reflect] === 'function')
    .map((name) => [name, refuse]),
)

const parts = ['message', 'name', 'code', 'cause', 'stack', 'delaySeconds', 'retryAfterSeconds', '$metadata'] as const

const makers: readonly (() => object)[] = [
  () => new Error('a failure'),
  () => new TypeError('a failure'),
  () => new PermanentError('GONE', 'a failure'),
  () => new TransientError('BUSY', 'a failure'),
  () => new ConflictError('a failure'),
  () => new AggregateError([new Error('inner')], 'a failure'),
  () => new DOMException('a failure', 'AbortError'),
  () => Object.create(Error.prototype) as object,
  () => Object.create(null) as object,
  () => () => 'a function',
]

const value = fc.oneof(
  fc.anything({ withBigInt: true, withDate: true, withMap: true, withNullPrototype: true, withSparseArray: true }),
  fc.constantFrom<unknown>(Symbol('a symbol'), Number.NaN, undefined, null, '', '\ud800', 'x'.repeat(450_000)),
)

type Throw = () => unknown

const make = fc.constantFrom(...makers)

/** Parts of the wrong kind, as plain values. */
const withOddParts = fc.tuple(make, fc.dictionary(fc.constantFrom(...parts), value, { maxKeys: 4 })).map(
  ([made, odd]): Throw =>
    () => {
      const error = made()
      for (const [name, part] of Object.entries(odd)) Object.defineProperty(error, name, { value: part })
      return error
    },
)

/** Parts that throw when they are read. */
const withHostileParts = fc.tuple(make, fc.subarray([...parts, 'toString', 'toJSON', 'valueOf'], { minLength: 1 })).map(
  ([made, names]): Throw =>
    () => {
      const error = made()
      for (const name of [...names, Symbol.toPrimitive, Symbol.toStringTag, inspect.custom]) {
        Object.defineProperty(error, name, { get: refuse })
      }
      return error
    },
)

const proxies = make.map(
  (made): Throw =>
    () =>
      new Proxy(made(), traps),
)

const ofHostileKin = make.map(
  (made): Throw =>
    () => {
      const error = made()
      Object.setPrototypeOf(error, new Proxy(Object.getPrototypeOf(error) ?? {}, traps))
      return error
    },
)

const revoked = fc.constant((): unknown => {
  const { proxy, revoke } = Proxy.revocable({}, {})
  revoke()
  return proxy
})

const circular = make.map(
  (made): Throw =>
    () => {
      const error = made()
      Object.defineProperty(error, 'cause', { value: error })
      Object.defineProperty(error, 'code', { value: { error } })
      return error
    },
)

const frozen = fc.oneof(withOddParts, circular).map(
  (made): Throw =>
    () =>
      Object.freeze(made()),
)

/** Makes what is to be thrown: some of it would not survive the hands of the generator. */
export const whateverCanBeThrown: fc.Arbitrary<Throw> = fc.oneof(
  value.map(
    (one): Throw =>
      () =>
        one,
  ),
  withOddParts,
  withHostileParts,
  proxies,
  ofHostileKin,
  revoked,
  circular,
  frozen,
)
