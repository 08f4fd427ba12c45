# Lists the targets of a Makefile by its sections, in 80 columns: a target has its text behind ##, a section begins with # ---.
BEGIN { FS = ":.*## " }
/^# --- / { print "\n" substr($0, 7) }
/^[a-z][a-z -]*:.*## / {
  line = sprintf("  %-18s", $1)
  count = split($2, words, " ")
  for (i = 1; i <= count; i++) {
    if (length(line) + 1 + length(words[i]) > 80) { print line; line = sprintf("%20s", "") }
    line = line " " words[i]
  }
  print line
}
