// Stands for "typescript" in the bundle: Pulumi's SDK loads a compiler to serialise functions, which a pack never does.
module.exports = {};
