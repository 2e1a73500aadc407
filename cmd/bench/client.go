package main

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"strconv"
	"strings"
	"time"
)

// patience is how long a client waits for a response. A server that takes longer has failed.
const patience = 20 * time.Second

// conn is one keep-alive connection as a browser holds it. It is written by hand because the client shares the machine with
// the server: what net/http's would do besides would be missing there, for both contestants alike, and draw them together.
type conn struct {
	addr string
	net  net.Conn
	in   *bufio.Reader
	out  []byte
	junk []byte
}

func dial(ctx context.Context, addr string) (*conn, error) {
	var d net.Dialer
	c, err := d.DialContext(ctx, "tcp", addr)
	if err != nil {
		return nil, err
	}
	return &conn{addr: addr, net: c, in: bufio.NewReaderSize(c, 32<<10), junk: make([]byte, 32<<10)}, nil
}

func (c *conn) close() { _ = c.net.Close() } // nothing is under way on it any more

// request is what differs from request to request.
type request struct {
	path     string
	cookie   string
	form     string // posted when it is not empty
	fragment bool   // asked by the script
	plain    bool   // without compression
}

// Headers of a current browser, so that the server reads as much as it would from one.
const (
	browserHeader = "Connection: keep-alive\r\n" +
		"sec-ch-ua: \"Chromium\";v=\"142\", \"Not_A Brand\";v=\"99\"\r\nsec-ch-ua-mobile: ?0\r\nsec-ch-ua-platform: \"Windows\"\r\n" +
		"User-Agent: Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36\r\n" +
		"Sec-Fetch-Site: same-origin\r\nAccept-Language: en-GB,en;q=0.9,de;q=0.8\r\n"
	scriptHeader = "X-Yalu: fragment\r\nAccept: */*\r\nSec-Fetch-Mode: cors\r\nSec-Fetch-Dest: empty\r\n"
	pageHeader   = "Accept: text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,*/*;q=0.8\r\n" +
		"Upgrade-Insecure-Requests: 1\r\nSec-Fetch-Mode: navigate\r\nSec-Fetch-User: ?1\r\nSec-Fetch-Dest: document\r\n"
)

func (c *conn) write(r request) error {
	b := c.out[:0]
	if r.form != "" {
		b = append(b, "POST "...)
	} else {
		b = append(b, "GET "...)
	}
	b = append(b, r.path...)
	b = append(b, " HTTP/1.1\r\nHost: "...)
	b = append(b, c.addr...)
	b = append(b, "\r\n"+browserHeader...)
	if r.fragment {
		b = append(b, scriptHeader...)
	} else {
		b = append(b, pageHeader...)
	}
	if !r.plain {
		b = append(b, "Accept-Encoding: gzip, deflate, br, zstd\r\n"...)
	}
	if r.cookie != "" {
		b = append(b, "Cookie: "...)
		b = append(b, r.cookie...)
		b = append(b, "\r\n"...)
	}
	b = append(b, "Referer: http://"...)
	b = append(b, c.addr...)
	b = append(b, "/practice\r\n"...)
	if r.form != "" {
		b = append(b, "Origin: http://"...)
		b = append(b, c.addr...)
		b = append(b, "\r\nContent-Type: application/x-www-form-urlencoded;charset=UTF-8\r\nContent-Length: "...)
		b = strconv.AppendInt(b, int64(len(r.form)), 10)
		b = append(b, "\r\n"...)
	}
	b = append(b, "\r\n"...)
	b = append(b, r.form...)
	c.out = b
	_, err := c.net.Write(b)
	return err
}

// response is what came back; its body is read, and counted, to the end.
type response struct {
	status int
	header http.Header
	size   int // of the body as transferred, in bytes
}

// ask sends a request and reads past the response.
func (c *conn) ask(r request) (response, error) { return c.exchange(r, nil) }

// read sends a request and returns the body, too, as transferred.
func (c *conn) read(r request) (response, string, error) {
	var body strings.Builder
	resp, err := c.exchange(r, &body)
	return resp, body.String(), err
}

func (c *conn) exchange(r request, body io.Writer) (response, error) {
	if err := c.net.SetDeadline(time.Now().Add(patience)); err != nil {
		return response{}, err
	}
	if err := c.write(r); err != nil {
		return response{}, err
	}
	resp, err := http.ReadResponse(c.in, nil)
	if err != nil {
		return response{}, err
	}
	defer resp.Body.Close()
	got := response{status: resp.StatusCode, header: resp.Header}
	for {
		n, err := resp.Body.Read(c.junk)
		got.size += n
		if body != nil {
			if _, err := body.Write(c.junk[:n]); err != nil {
				return response{}, err
			}
		}
		switch {
		case err == io.EOF:
			return got, nil
		case err != nil:
			return response{}, err
		}
	}
}

// cookie returns the cookie a response sets, as a browser sends it back.
func (r response) cookie() (string, error) {
	for _, c := range (&http.Response{Header: r.header}).Cookies() {
		if c.Name == "yalu" {
			return c.Name + "=" + c.Value, nil
		}
	}
	return "", fmt.Errorf("status %d brought no session cookie", r.status)
}
