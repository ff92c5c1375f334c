import type { LocalIam } from '../iam/index.ts'

const GRANTED = /:secret:(.+)-\?{6}$/

/** A line for each secret that a role may read and that has no value: functions would find out with their first message. */
export function missingSecrets(iam: Pick<LocalIam, 'roles'>, secrets: { hasValue(name: string): boolean }): string[] {
  const patterns = iam.roles
    .all()
    .flatMap(({ policies }) => policies.about('secretsmanager:GetSecretValue'))
    .flatMap(({ effect, resources }) => (effect === 'Allow' ? resources : []))
  const names = new Set(patterns.flatMap(({ text }) => GRANTED.exec(text)?.[1] ?? []))
  return [...names]
    .filter((name) => !secrets.hasValue(name))
    .sort()
    .map(
      (name) =>
        `The secret ${name} has no value here: add ${JSON.stringify(name)} to .secrets.local.json and start again (docs/secrets.md).`,
    )
}
