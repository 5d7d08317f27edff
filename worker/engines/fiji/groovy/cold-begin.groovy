#@ Context context
// First of a cold Fiji's scripts: looks after the job's own.
def loader = new GroovyClassLoader(getClass().classLoader)
loader.addClasspath(System.getenv("DFIJI_LOOP_DIR"))
System.properties.put("dfiji.cold", loader.loadClass("dfiji.Cold").getDeclaredConstructor(Class.forName("org.scijava.Context")).newInstance(context))
