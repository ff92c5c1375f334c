import { randomUUID } from 'node:crypto'
import { z } from 'zod'
import { bounded, checkInput, optional, wholeBetween } from '../endpoint/checked-input.ts'
import { jsonService } from '../endpoint/json-protocol.ts'
import { ServiceError } from '../endpoint/service-error.ts'
import type { ServiceHandler } from '../ports.ts'
import { addVersion, CURRENT, MOST_BYTES, type SecretVersion, type StoredSecret, versionOf } from './secret.ts'
import { SecretStore, type SecretsPlace } from './store.ts'

export { missingSecrets } from './missing.ts'

export interface SecretsOptions extends SecretsPlace {
  /** Values by name that are there from the start. */
  given?: Readonly<Record<string, string>> | undefined
}

/** Secrets Manager, as far as creating, reading and rotating secrets by hand goes. */
export interface LocalSecrets {
  /** Scope `secretsmanager`. */
  handle: ServiceHandler
  /** The ARN by which IAM judges a request for the secret of a name or ARN. */
  arnOf(id: string): string
  /** Whether a value can be read. */
  hasValue(name: string): boolean
}

const id = bounded(1, 2048)
const text = bounded(1, MOST_BYTES).refine((value) => Buffer.byteLength(value) <= MOST_BYTES, {
  error: `Member must have length less than or equal to ${MOST_BYTES}`,
})
const token = optional(bounded(32, 64))
const stages = optional(z.array(bounded(1, 256)).min(1).max(20))
const tags = optional(z.array(z.object({ Key: bounded(1, 128), Value: bounded(0, 256) })))

/** https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_Operations.html; other members of an input have no effect here. */
const inputs = {
  create: z.object({
    Name: bounded(1, 512),
    SecretString: optional(text),
    ClientRequestToken: token,
    Description: optional(bounded(0, 2048)),
    KmsKeyId: optional(bounded(0, 2048)),
    Tags: tags,
  }),
  get: z.object({
    SecretId: id,
    VersionId: optional(bounded(32, 64)),
    VersionStage: optional(bounded(1, 256)),
  }),
  put: z.object({ SecretId: id, SecretString: text, ClientRequestToken: token, VersionStages: stages }),
  remove: z.object({
    SecretId: id,
    RecoveryWindowInDays: optional(wholeBetween(7, 30)),
    ForceDeleteWithoutRecovery: optional(z.boolean()),
  }),
  named: z.object({ SecretId: id }),
  list: z.object({ IncludePlannedDeletion: optional(z.boolean()) }),
}

const DAY_MS = 86_400_000

export function startSecrets({ given = {}, ...place }: SecretsOptions): LocalSecrets {
  const store = new SecretStore(place)
  for (const [name, value] of Object.entries(given)) store.put(name, value)

  /** What has changed is on disk before it is answered. */
  const saved = <Answer>(answer: Answer): Answer => {
    store.save()
    return answer
  }
  const handle = jsonService('Secrets Manager', {
    CreateSecret: (input: object) => {
      refuseBinary(input)
      const { Name, SecretString, ClientRequestToken, Description, KmsKeyId, Tags } = checkInput(inputs.create, input)
      const there = store.find(Name)
      if (there) return repeatedCreation(there, SecretString, ClientRequestToken)
      const secret = store.create({ name: Name, description: Description, kmsKeyId: KmsKeyId, tags: Tags ?? [] })
      if (SecretString === undefined) return saved({ ARN: secret.arn, Name })
      const version = { id: ClientRequestToken ?? randomUUID(), text: SecretString, stages: [CURRENT] }
      return saved({ ARN: secret.arn, Name, VersionId: addVersion(secret, version, store.now()).id })
    },
    GetSecretValue: (input: object) => {
      const { SecretId, VersionId, VersionStage } = checkInput(inputs.get, input)
      const secret = store.usable(SecretId)
      const version = versionOf(secret, VersionId, VersionStage)
      secret.accessedAt = store.now() - (store.now() % DAY_MS)
      return { ARN: secret.arn, Name: secret.name, SecretString: version.text, ...shown(version) }
    },
    PutSecretValue: (input: object) => {
      refuseBinary(input)
      const { SecretId, SecretString, ClientRequestToken, VersionStages } = checkInput(inputs.put, input)
      const secret = store.usable(SecretId)
      const version = addVersion(
        secret,
        { id: ClientRequestToken ?? randomUUID(), text: SecretString, stages: VersionStages ?? [CURRENT] },
        store.now(),
      )
      const { VersionId, VersionStages: labels } = shown(version)
      return saved({ ARN: secret.arn, Name: secret.name, VersionId, VersionStages: labels })
    },
    DeleteSecret: (input: object) => {
      const { SecretId, RecoveryWindowInDays, ForceDeleteWithoutRecovery } = checkInput(inputs.remove, input)
      if (ForceDeleteWithoutRecovery && RecoveryWindowInDays !== undefined) {
        throw new ServiceError(
          'InvalidParameterException',
          "You can't use ForceDeleteWithoutRecovery in conjunction with RecoveryWindowInDays.",
        )
      }
      const now = store.now()
      const secret = ForceDeleteWithoutRecovery ? store.get(SecretId) : store.usable(SecretId)
      if (ForceDeleteWithoutRecovery) store.remove(secret)
      secret.deletedAt = now
      secret.goneAt = now + (ForceDeleteWithoutRecovery ? 0 : (RecoveryWindowInDays ?? 30) * DAY_MS)
      return saved({ ARN: secret.arn, Name: secret.name, DeletionDate: secret.goneAt / 1000 })
    },
    RestoreSecret: (input: object) => {
      const secret = store.get(checkInput(inputs.named, input).SecretId)
      delete secret.deletedAt
      delete secret.goneAt
      return saved({ ARN: secret.arn, Name: secret.name })
    },
    DescribeSecret: (input: object) => {
      const secret = store.get(checkInput(inputs.named, input).SecretId)
      return { ...described(secret), VersionIdsToStages: stagesById(secret) }
    },
    ListSecrets: (input: object) => {
      const unknown = Object.keys(input).find((member) => member !== 'IncludePlannedDeletion')
      if (unknown) {
        throw new ServiceError('InvalidParameterException', `The local runtime lists all secrets, without ${unknown}.`)
      }
      const { IncludePlannedDeletion = false } = checkInput(inputs.list, input)
      const listed = store.all().filter(({ deletedAt }) => IncludePlannedDeletion || deletedAt === undefined)
      return { SecretList: listed.map((one) => ({ ...described(one), SecretVersionsToStages: stagesById(one) })) }
    },
  })
  return {
    handle,
    arnOf: (nameOrArn) => store.arnOf(nameOrArn),
    hasValue: (name) => {
      const secret = store.find(name)
      return (
        secret?.deletedAt === undefined && (secret?.versions.some(({ stages }) => stages.includes(CURRENT)) ?? false)
      )
    },
  }
}

/** The same request once more is answered as before; another secret of that name is refused. */
function repeatedCreation(there: StoredSecret, text: string | undefined, token: string | undefined) {
  if (there.deletedAt !== undefined) {
    throw new ServiceError(
      'InvalidRequestException',
      "You can't create this secret because a secret with this name is already scheduled for deletion.",
    )
  }
  const version = there.versions.find((one) => one.id === token && one.text === text)
  if (version) return { ARN: there.arn, Name: there.name, VersionId: version.id }
  throw new ServiceError(
    'ResourceExistsException',
    `The operation failed because the secret ${there.name} already exists.`,
  )
}

function refuseBinary(input: object): void {
  if (!('SecretBinary' in input)) return
  throw new ServiceError('InvalidParameterException', 'The local runtime keeps texts only: give SecretString.')
}

const shown = ({ id: VersionId, stages: VersionStages, createdAt }: SecretVersion) => ({
  VersionId,
  ...(VersionStages.length > 0 && { VersionStages }),
  CreatedDate: createdAt / 1000,
})

const described = ({ arn, name, description, kmsKeyId, tags: Tags, ...times }: StoredSecret) => ({
  ARN: arn,
  Name: name,
  ...(description !== undefined && { Description: description }),
  ...(kmsKeyId !== undefined && { KmsKeyId: kmsKeyId }),
  ...(Tags.length > 0 && { Tags }),
  CreatedDate: times.createdAt / 1000,
  LastChangedDate: times.changedAt / 1000,
  ...(times.accessedAt !== undefined && { LastAccessedDate: times.accessedAt / 1000 }),
  ...(times.deletedAt !== undefined && { DeletedDate: times.deletedAt / 1000 }),
})

const stagesById = ({ versions }: StoredSecret) =>
  Object.fromEntries(versions.filter(({ stages }) => stages.length > 0).map(({ id, stages }) => [id, stages]))
