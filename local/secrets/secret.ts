import { ServiceError } from '../endpoint/service-error.ts'

/**
 * "ASCII letters, numbers, and the following characters: /_+=.@-", 1 to 512 of them.
 * https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_CreateSecret.html
 */
export const SECRET_NAME = /^[A-Za-z0-9/_+=.@-]{1,512}$/

/** The longest value: https://docs.aws.amazon.com/secretsmanager/latest/userguide/reference_limits.html */
export const MOST_BYTES = 65_536

export const CURRENT = 'AWSCURRENT'
export const PREVIOUS = 'AWSPREVIOUS'

export interface SecretVersion {
  id: string
  text: string
  /** Epoch milliseconds. */
  createdAt: number
  /** Staging labels; each label is attached to one version of a secret at most. */
  stages: string[]
}

export interface StoredSecret {
  name: string
  arn: string
  description?: string | undefined
  kmsKeyId?: string | undefined
  tags: { Key: string; Value: string }[]
  createdAt: number
  changedAt: number
  accessedAt?: number
  /** When it was marked for deletion. */
  deletedAt?: number
  /** When it will be gone. */
  goneAt?: number
  /** Oldest first. */
  versions: SecretVersion[]
}

/** Secrets Manager keeps about a hundred versions of a secret, and removes those first that have no label. */
const MOST_VERSIONS = 100

/**
 * Adds a version, and moves labels to it. "If you don't specify a value for VersionStages, then Secrets Manager automatically moves the staging label
 * AWSCURRENT to this version", and "also automatically moves the staging label AWSPREVIOUS to the version that AWSCURRENT was removed from".
 * https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_PutSecretValue.html
 * @returns the version; the one that is there where the same request comes again.
 */
export function addVersion(
  secret: StoredSecret,
  { id, text, stages }: Pick<SecretVersion, 'id' | 'text' | 'stages'>,
  now: number,
): SecretVersion {
  const same = secret.versions.find((version) => version.id === id)
  if (same?.text === text) return same
  if (same) {
    throw new ServiceError(
      'ResourceExistsException',
      `You can't use ClientRequestToken ${id} because that value is already in use for a version of secret ${secret.arn}.`,
    )
  }
  const version: SecretVersion = { id, text, createdAt: now, stages: [] }
  secret.versions.push(version)
  for (const stage of stages) moveStage(secret, stage, version)
  const dispensable = secret.versions.filter((one) => one.stages.length === 0)
  const tooMany = new Set(dispensable.slice(0, Math.max(0, secret.versions.length - MOST_VERSIONS)))
  secret.versions = secret.versions.filter((one) => !tooMany.has(one))
  secret.changedAt = now
  return version
}

function moveStage(secret: StoredSecret, stage: string, to: SecretVersion): void {
  const from = secret.versions.find(({ stages }) => stages.includes(stage))
  if (from === to) return
  if (from) from.stages = from.stages.filter((one) => one !== stage)
  to.stages.push(stage)
  if (stage !== CURRENT || !from) return
  for (const one of secret.versions) one.stages = one.stages.filter((label) => label !== PREVIOUS)
  from.stages.push(PREVIOUS)
}

/** The version that a read asks for, by id, by label, or by both, which must then mean the same one. */
export function versionOf(secret: StoredSecret, id: string | undefined, stage: string | undefined): SecretVersion {
  const label = stage ?? (id === undefined ? CURRENT : undefined)
  const found = secret.versions.find(
    (version) => (id === undefined || version.id === id) && (label === undefined || version.stages.includes(label)),
  )
  if (found) return found
  const wanted = id === undefined ? `staging label: ${label}` : `VersionId: ${id}`
  throw new ServiceError(
    'ResourceNotFoundException',
    `Secrets Manager can't find the specified secret value for ${wanted}`,
  )
}
