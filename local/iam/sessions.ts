import { randomBytes } from 'node:crypto'
import type { Session } from './judge.ts'
import { unsupported } from './policy/unsupported.ts'
import type { Role, Roles } from './roles.ts'

const ASSUMED_KEY = /^ASIA[0-9A-F]{16}$/

interface AssumedSession {
  session: Session
  /** Epoch milliseconds. */
  expiresAt: number
}

/** A function as far as its permissions go. */
export interface BoundFunction {
  name: string
  roleArn?: string
  description?: string
}

export interface FunctionLookup {
  /** The function that signs with this access key. */
  signing(accessKey: string): BoundFunction | undefined
  /** Whether it is a key of a function, be it one that is gone. */
  isKey(accessKey: string): boolean
  named(nameOrArn: string): BoundFunction | undefined
}

/** The principals behind access keys: functions with their own, and callers that have assumed a role. */
export class Sessions {
  readonly #roles: Roles
  readonly #functions: FunctionLookup
  readonly #now: () => number
  /** By access key. */
  readonly #assumed = new Map<string, AssumedSession>()
  readonly #ofFunctions = new Map<string, Session>()

  constructor(roles: Roles, functions: FunctionLookup, now: () => number) {
    this.#now = now
    this.#roles = roles
    this.#functions = functions
  }

  /** The session behind an access key; undefined for everyone else, who keeps full rights. */
  of(accessKey: string): Session | undefined {
    const assumed = this.#assumed.get(accessKey)
    if (assumed) return this.#asOfNow(assumed)
    const definition = this.#functions.signing(accessKey)
    return definition && this.ofFunction(definition)
  }

  /** Whether nobody may sign with this key any more: its function or role is gone, or its time is over. */
  isVoid(accessKey: string): boolean {
    return (this.#functions.isKey(accessKey) || ASSUMED_KEY.test(accessKey)) && !this.of(accessKey)
  }

  /** AWS judges by the policies that the role has when a call is made, not by those of when the role was assumed. */
  #asOfNow(assumed: AssumedSession): Session | undefined {
    const { session, expiresAt } = assumed
    const role = this.#roles.find(session.role.arn)
    if (role?.identity !== session.role.identity || this.#now() >= expiresAt) return undefined
    if (role !== session.role) assumed.session = { ...session, role }
    return assumed.session
  }

  ofFunction({ name, roleArn = '', description }: BoundFunction): Session {
    const known = this.#ofFunctions.get(name)
    // Not by the ARN alone: an update of the stack makes another role of the same name.
    if (known && known.role === this.#roles.find(roleArn)) return known
    const session = this.#session(roleArn, name, description ?? name)
    this.#ofFunctions.set(name, session)
    return session
  }

  /** @throws {UnsupportedPolicyError} when there is no such function. */
  ofFunctionNamed(nameOrArn: string): Session {
    const definition = this.#functions.named(nameOrArn)
    return this.ofFunction(definition ?? unsupported(nameOrArn, 'there is no such function'))
  }

  /** A service that acts as a role. */
  ofService(role: Role, service: string): Session {
    return this.#session(role.arn, service.split('.')[0] ?? service, `${service} with the role ${role.name}`)
  }

  /** Hands out a key that stands for the role. */
  assume(roleArn: string, sessionName: string, seconds: number): AssumedSession & { accessKeyId: string } {
    const now = this.#now()
    for (const [key, { expiresAt }] of this.#assumed) if (expiresAt <= now) this.#assumed.delete(key)
    const session = this.#session(roleArn, sessionName, sessionName)
    const accessKeyId = `ASIA${randomBytes(8).toString('hex').toUpperCase()}`
    const assumed = { session, expiresAt: now + 1000 * seconds }
    this.#assumed.set(accessKeyId, assumed)
    return { accessKeyId, ...assumed }
  }

  /** @throws {UnsupportedPolicyError} when the template does not have the role. */
  roleOf(name: string, roleArn = ''): Role {
    return (
      this.#roles.find(roleArn) ??
      unsupported(name, `its role ${roleArn} is not in the template, so that nobody knows what it may do`)
    )
  }

  #session(roleArn: string, sessionName: string, name: string): Session {
    const role = this.roleOf(name, roleArn)
    const sessionArn = `${role.arn.replace(':iam:', ':sts:').replace(':role/', ':assumed-role/')}/${sessionName}`
    return { role, sessionArn, name }
  }
}
