import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager'
import { clientSettings } from '../aws/clients.ts'

/** A read has no effect, so a second request is always safe. Together they stay well below the time of a function. */
export const secretsSettings = {
  ...clientSettings,
  maxAttempts: 2,
  requestHandler: { ...clientSettings.requestHandler, requestTimeout: 2000 },
} as const

let ofFunction: SecretsManagerClient | undefined

function clientOfFunction(): SecretsManagerClient {
  ofFunction ??= new SecretsManagerClient(secretsSettings)
  return ofFunction
}

/**
 * The text of a secret's current version.
 * @see https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_GetSecretValue.html
 * @throws what the SDK throws; `NoText` for a secret that has bytes.
 */
export async function getSecretValue(name: string, client = clientOfFunction()): Promise<string> {
  const { SecretString } = await client.send(new GetSecretValueCommand({ SecretId: name }))
  // A secret without a text has bytes, and those are not given back either: they might stand in a log.
  if (SecretString === undefined) throw new NoText('The secret has bytes (SecretBinary) in place of a text.')
  return SecretString
}

class NoText extends Error {
  override readonly name = 'NoText'
}
