// SPDX-License-Identifier: Apache-2.0
// The lint server of the chain that Gatepost replaces: client_golang's promlint behind net/http.
// `lint_server ADDRESS`; POST a text, get {"status":"success"} or the problems.
package main

import (
	"encoding/json"
	"log"
	"net/http"
	"os"

	"github.com/prometheus/client_golang/prometheus/testutil/promlint"
)

func lint(w http.ResponseWriter, r *http.Request) {
	problems, err := promlint.New(r.Body).Lint()
	w.Header().Set("Content-Type", "application/json")
	answer := map[string]interface{}{"status": "success"}
	if err != nil {
		answer = map[string]interface{}{"status": "error", "error": err.Error()}
	} else if len(problems) > 0 {
		answer = map[string]interface{}{"status": "error", "problems": problems}
	}
	json.NewEncoder(w).Encode(answer)
}

func main() {
	http.HandleFunc("/lint", lint)
	log.Fatal(http.ListenAndServe(os.Args[1], nil))
}
