/**
 * API Gateway as it invokes a function.
 * @param caller API, stage and route, as the ARN of an `execute-api` resource ends.
 */
export const apiPrincipal = (place: { readonly region: string; readonly accountId: string }, caller: string) => ({
  service: 'apigateway.amazonaws.com',
  sourceArn: `arn:aws:execute-api:${place.region}:${place.accountId}:${caller}`,
})
