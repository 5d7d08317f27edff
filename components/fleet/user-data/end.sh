say "user data ended"
