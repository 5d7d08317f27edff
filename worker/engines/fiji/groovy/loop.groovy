#@ Context context
// Runs inside Fiji's own JVM, started by Fiji's ordinary command line: jobs come one after another on stdin.
// Only what Java 8 and Groovy's core have is used: any Fiji of the last years can run it.
def loader = new GroovyClassLoader(getClass().classLoader)
loader.addClasspath(System.getenv("DFIJI_LOOP_DIR"))
loader.loadClass("dfiji.Loop").getDeclaredConstructor(Class.forName("org.scijava.Context")).newInstance(context).run()
