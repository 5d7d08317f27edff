// Stands for the types of Pulumi's packages when the CLI starts the pack: see ../tsconfig.json.
export {};
