import type { Container } from "../support/containers";

/** The value of an environment variable; ECS takes the last of equal names. */
export function environmentOf({ environment }: Container, name: string): string | undefined {
  return environment.findLast((variable) => variable.name === name)?.value;
}
