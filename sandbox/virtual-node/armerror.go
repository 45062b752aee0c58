package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strings"
)

// responseError is an answer of ARM outside 2xx.
type responseError struct {
	status  int
	message string
}

func (e *responseError) Error() string { return e.message }

// newResponseError words the answer as azcore does (internal/exported/response_error.go, ResponseError.Error):
// this text becomes the message of a pod that ACI refused.
func newResponseError(response *http.Response, body []byte) *responseError {
	separator := strings.Repeat("-", 80)
	var text bytes.Buffer
	url := response.Request.URL
	fmt.Fprintf(&text, "%s %s://%s%s\n%s\n", response.Request.Method, url.Scheme, url.Host, url.Path, separator)
	fmt.Fprintf(&text, "RESPONSE %d: %s\n", response.StatusCode, response.Status)
	if code := errorCode(response, body); code != "" {
		fmt.Fprintf(&text, "ERROR CODE: %s\n%s\n", code, separator)
	} else {
		fmt.Fprintf(&text, "ERROR CODE UNAVAILABLE\n%s\n", separator)
	}
	switch {
	case len(body) == 0:
		text.WriteString("Response contained no body")
	case json.Indent(&text, body, "", "  ") != nil:
		text.Write(body)
	}
	fmt.Fprintf(&text, "\n%s\n", separator)
	return &responseError{status: response.StatusCode, message: text.String()}
}

func errorCode(response *http.Response, body []byte) string {
	if code := response.Header.Get("X-Ms-Error-Code"); code != "" {
		return code
	}
	var answer struct {
		Error struct {
			Code string `json:"code"`
		} `json:"error"`
	}
	if json.Unmarshal(body, &answer) != nil {
		return ""
	}
	return answer.Error.Code
}

func hasStatus(err error, status int) bool {
	var refused *responseError
	return errors.As(err, &refused) && refused.status == status
}
