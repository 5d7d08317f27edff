// The real program's resources, as the engine shows them to the pack, and tools to spoil one thing in them.
import { type Props, type StackResource, urnOf } from "../../helpers/analyzer-messages";
import { experimentResources } from "../../helpers/experiment-resources";

/** What the program makes when its config is good; a copy each time. */
export async function realStack({ preview = false } = {}): Promise<RealStack> {
  const resources = await experimentResources({}, { preview });
  return new RealStack(structuredClone(resources.filter(({ custom }) => custom)));
}

export class RealStack {
  constructor(readonly resources: StackResource[]) {}

  copy(): RealStack {
    return new RealStack(structuredClone(this.resources));
  }

  /** Inputs of the one resource of this type (its last part, e.g. "Queue") whose name ends so; to be changed. */
  inputs(type: string, nameEnd = ""): Props {
    const found = this.resources.filter(
      (resource) => resource.type.endsWith(`:${type}`) && resource.name.endsWith(nameEnd),
    );
    if (found.length !== 1) {
      throw new Error(
        `the program makes ${found.length} of ${type} …${nameEnd}: ${found.map(({ name }) => name).join()}`,
      );
    }
    return found[0]!.props;
  }

  set(type: string, nameEnd: string, changes: Props): void {
    const props = this.inputs(type, nameEnd);
    for (const [key, value] of Object.entries(changes)) {
      if (value === undefined) delete props[key];
      else props[key] = value;
    }
  }

  /** Changes an input that holds JSON as text. */
  setJson<T>(type: string, nameEnd: string, property: string, change: (value: T) => unknown): void {
    const props = this.inputs(type, nameEnd);
    const value = JSON.parse(props[property] as string) as T;
    change(value);
    props[property] = JSON.stringify(value);
  }

  /** Changes the worker's container. */
  container(change: (container: Props) => unknown): void {
    this.setJson<[Props]>("TaskDefinition", "", "containerDefinitions", ([worker]) => void change(worker));
  }

  /** Sets one variable of the worker's environment; `undefined` takes it out. */
  variable(name: string, value: string | undefined): void {
    this.container((container) => {
      const others = (container["environment"] as { name: string }[]).filter((variable) => variable.name !== name);
      container["environment"] = value === undefined ? others : [...others, { name, value }];
    });
  }

  /** Changes the user data of the machines. */
  userData(change: (text: string) => string): void {
    const template = this.inputs("LaunchTemplate");
    const text = Buffer.from(template["userData"] as string, "base64").toString("utf8");
    template["userData"] = Buffer.from(change(text)).toString("base64");
  }

  /** URN of the one resource of this type whose name ends so. */
  urn(type: string, nameEnd = ""): string {
    const props = this.inputs(type, nameEnd);
    return urnOf(this.resources.find((resource) => resource.props === props)!);
  }

  /** Adds a resource that the program does not make. */
  add(
    type: string,
    name: string,
    props: Props,
    propertyDependencies: StackResource["propertyDependencies"] = {},
  ): void {
    this.resources.push({ type, name, props, propertyDependencies });
  }
}
