import type { App } from 'aws-cdk-lib'
import { Validations } from 'aws-cdk-lib'

/** Checks the template by AWS's own rules (cdk-nag, AwsSolutions). Each exception is acknowledged, with its reason, beside the resource that it concerns. */
export async function addSecurityChecks(app: App): Promise<void> {
  // Loaded only when asked for: with its three hundred rules it doubles the time of a synthesis.
  const { AwsSolutionsChecks } = await import('cdk-nag')
  Validations.of(app).addPlugins(new AwsSolutionsChecks(app))
}
