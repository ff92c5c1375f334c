/**
 * Replaces, in bundles, the SDK's chain of credential providers (profiles, SSO, STS, instance metadata): Lambda
 * hands a function its credentials in the environment and nowhere else.
 */
export { fromEnv as defaultProvider } from '@aws-sdk/credential-provider-env'
