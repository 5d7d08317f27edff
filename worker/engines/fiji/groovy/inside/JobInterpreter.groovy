package ij.macro

import groovy.transform.CompileStatic
import java.lang.reflect.Field
import java.lang.reflect.Modifier
import java.util.function.BiConsumer
import java.util.function.Consumer
import java.util.function.IntConsumer

/**
 * ImageJ's interpreter with its errors kept in place of shown, and a call after each function of the script. What it
 * overrides and sets is private to ImageJ's package, so InsideImageJ defines it there; no class of ImageJ is changed.
 */
@CompileStatic
class JobInterpreter extends Interpreter {
  private final BiConsumer<Interpreter, String> onError
  private final Consumer<Boolean> afterFunction
  private final IntConsumer onCall

  /**
   * @param onCall gets the type of each function that begins, and -1 when it has ended
   * @param afterFunction gets whether it was the function `run`
   */
  JobInterpreter(BiConsumer<Interpreter, String> onError, IntConsumer onCall, Consumer<Boolean> afterFunction) {
    this.onCall = onCall
    this.onError = onError
    this.afterFunction = afterFunction
  }

  @Override
  void run(Program program) {
    func = new JobFunctions(this, program, func, onCall, afterFunction)
    super.run(program)
  }

  @Override
  void showError(String title, String message, String[] variables) {
    onError.accept(this, message)
  }
}

/** All but functions of numeric value (`getPixel(x, y)`), which open nothing. */
@CompileStatic
class JobFunctions extends Functions {
  private final IntConsumer onCall
  private final Consumer<Boolean> after

  /** @param used has evaluated the script's global variables; may be null */
  JobFunctions(Interpreter interpreter, Program program, Functions used, IntConsumer onCall, Consumer<Boolean> after) {
    super(interpreter, program)
    this.onCall = onCall
    this.after = after
    if (used == null) return
    for (Field field : Functions.declaredFields) {
      if (Modifier.isStatic(field.modifiers)) continue
      field.setAccessible(true)
      field.set(this, field.get(used))
    }
  }

  @Override
  void doFunction(int type) {
    onCall.accept(type)
    super.doFunction(type)
    onCall.accept(-1)
    after.accept(type == MacroConstants.RUN)
  }

  /** `Overlay.flatten` alone: the others draw nothing into pixels. */
  @Override
  double overlay() {
    if (nameAfterDot() != "flatten") return super.overlay()
    onCall.accept(MacroConstants.OVERLAY)
    double value = super.overlay()
    onCall.accept(-1)
    return value
  }

  /** Of `Overlay.name`, before it is read; null at the end of the script. */
  private String nameAfterDot() {
    int at = interp.pc + 2
    return at >= pgm.code.length ? null : pgm.table[pgm.code[at] >> MacroConstants.TOK_SHIFT].str
  }

  @Override
  String getStringFunction(int type) {
    onCall.accept(type)
    String value = super.getStringFunction(type)
    onCall.accept(-1)
    after.accept(false)
    return value
  }

  @Override
  Variable[] getArrayFunction(int type) {
    onCall.accept(type)
    Variable[] value = super.getArrayFunction(type)
    onCall.accept(-1)
    after.accept(false)
    return value
  }

  @Override
  Variable getVariableFunction(int type) {
    onCall.accept(type)
    Variable value = super.getVariableFunction(type)
    onCall.accept(-1)
    after.accept(false)
    return value
  }
}
