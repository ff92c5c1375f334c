import { access, type Operations, onEverything, text } from './action.ts'

/** A secret is judged by its ARN with the six random characters, however the request names it. */
const OF_ONE_SECRET = [
  'DeleteSecret',
  'DescribeSecret',
  'GetSecretValue',
  'PutSecretValue',
  'RestoreSecret',
] as const satisfies string[]

const on =
  (action: string, member: string): Operations[string] =>
  (input, { secretArnOf }) => {
    const id = text(input[member])
    return id === undefined ? [] : [access(`secretsmanager:${action}`, secretArnOf(id))]
  }

/** @see https://docs.aws.amazon.com/service-authorization/latest/reference/list_awssecretsmanager.html */
export const secretsManager: Operations = {
  ...Object.fromEntries(OF_ONE_SECRET.map((action) => [action, on(action, 'SecretId')])),
  CreateSecret: on('CreateSecret', 'Name'),
  ...onEverything('secretsmanager', 'ListSecrets'),
}
