// Last of a cold Fiji's scripts.
System.properties.get("dfiji.cold").end()
