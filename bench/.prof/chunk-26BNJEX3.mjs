import{createRequire as __r}from'node:module';const require=__r(import.meta.url);

// events/errors.ts
var toPointer = (path) => path.map((part) => `/${String(part).replaceAll("~", "~0").replaceAll("/", "~1")}`).join("");
var toViolations = (issues, prefix = "") => issues.map((issue) => ({ pointer: prefix + toPointer(issue.path), message: issue.message }));
var ContractError = class extends Error {
  name = "ContractError";
  code;
  violations;
  constructor(code, message, violations = []) {
    const details = violations.slice(0, 5).map((violation) => `${violation.pointer || "/"}: ${violation.message}`);
    super(details.length > 0 ? `${message} ${details.join("; ")}` : message);
    this.code = code;
    this.violations = violations;
  }
};
var isContractError = (error) => error instanceof Error && error.name === "ContractError";

export {
  toViolations,
  ContractError,
  isContractError
};
