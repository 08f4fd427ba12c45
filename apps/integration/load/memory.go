package main

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
)

// chromium is the name under which the memory of the browser is told, apart from that of the tax-scraper.
const chromium = "chromium"

// memory returns what each service holds, in bytes: of itself the resident set; of the browser, which is many
// processes, the proportional one, so that what they share counts once.
func (m *measurement) memory() (map[string]int64, error) {
	held := map[string]int64{}
	stack := m.running.Services
	for name, pid := range map[string]int{
		"api-server": stack.API.PID(), "worker": stack.Worker.PID(),
		"tax-scraper": stack.TaxScraper.PID(), "insurance-edi": stack.InsuranceEDI.PID(),
	} {
		bytes, err := sizeIn(fmt.Sprintf("/proc/%d/smaps_rollup", pid), "Rss:")
		if err != nil {
			return nil, err
		}
		held[name] = bytes
	}
	for _, pid := range descendants(stack.TaxScraper.PID()) {
		bytes, err := sizeIn(fmt.Sprintf("/proc/%d/smaps_rollup", pid), "Pss:")
		if err != nil && !errors.Is(err, os.ErrNotExist) {
			return nil, err
		}
		held[chromium] += bytes
	}
	return held, nil
}

// sizeIn reads a size that the kernel tells in kB: https://www.kernel.org/doc/html/latest/filesystems/proc.html
func sizeIn(file, field string) (bytes int64, err error) {
	content, err := os.ReadFile(file) //nolint:gosec // of the kernel
	if err != nil {
		return 0, err
	}
	_, rest, found := strings.Cut(string(content), "\n"+field)
	words := strings.Fields(rest)
	if !found || len(words) == 0 {
		return 0, fmt.Errorf("%s has no %s", file, field)
	}
	kilobytes, err := strconv.ParseInt(words[0], 10, 64)
	return kilobytes << 10, err
}

// descendants are the processes that pid started, and those that they did.
func descendants(pid int) []int {
	children := map[int][]int{}
	files, _ := filepath.Glob("/proc/[0-9]*/stat") // fails for a wrong pattern only
	for _, file := range files {
		if child, parent, ok := parentIn(file); ok {
			children[parent] = append(children[parent], child)
		}
	}
	var found []int
	for next := []int{pid}; len(next) > 0; next = next[1:] {
		found = append(found, children[next[0]]...)
		next = append(next, children[next[0]]...)
	}
	return found
}

// parentIn reads a process and its parent; the name between them can hold anything, and ends at the last parenthesis.
func parentIn(file string) (pid, parent int, ok bool) {
	content, err := os.ReadFile(file) //nolint:gosec // of the kernel
	if err != nil {
		return 0, 0, false // it has ended
	}
	end := strings.LastIndex(string(content), ")")
	if end < 0 {
		return 0, 0, false
	}
	pid, err = strconv.Atoi(filepath.Base(filepath.Dir(file)))
	words := strings.Fields(string(content)[end+1:])
	if err != nil || len(words) < 2 {
		return 0, 0, false
	}
	parent, err = strconv.Atoi(words[1])
	return pid, parent, err == nil
}
