import type { App } from 'aws-cdk-lib'
import { Validations } from 'aws-cdk-lib'

/** AWS's own rules (cdk-nag, AwsSolutions). An exception stands, with its reason, beside what it excepts. */
export async function addSecurityChecks(app: App): Promise<void> {
  // Loaded only when asked for: with its three hundred rules it doubles the time of a synthesis.
  const { AwsSolutionsChecks } = await import('cdk-nag')
  Validations.of(app).addPlugins(new AwsSolutionsChecks(app))
}
