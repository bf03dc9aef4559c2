using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Http;

namespace Nightingale.Gateway.JupyterProxy;

/// <summary>A small page of our own, which needs nothing from anywhere else: light or dark as the browser wishes, readable without its script.</summary>
internal static class Page
{
    private const string Style = """
        :root { color-scheme: light dark; }
        body { font: 16px/1.5 system-ui, sans-serif; margin: 15vh auto 0; max-width: 36rem; padding: 0 1.5rem; }
        h1 { font-size: 1.25rem; }
        button { font: inherit; padding: .25rem 1rem; }
        code { font-family: ui-monospace, monospace; }
        """;

    /// <summary>Answers with a page.</summary>
    /// <param name="http">The request.</param>
    /// <param name="status">The answer's status.</param>
    /// <param name="title">What it is about; text.</param>
    /// <param name="body">HTML; what comes from people must be encoded in it.</param>
    /// <param name="script">What it does by itself.</param>
    /// <param name="formsTo">The origin that its forms may be sent to; null: none.</param>
    public static Task Write(HttpContext http, int status, string title, string body, string script, string? formsTo = null)
    {
        var nonce = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(16));
        var response = http.Response;
        response.StatusCode = status;
        response.ContentType = "text/html; charset=utf-8";
        response.Headers.ContentSecurityPolicy =
            $"default-src 'none'; style-src 'nonce-{nonce}'; script-src 'nonce-{nonce}'; connect-src 'self'; form-action {formsTo ?? "'none'"}; base-uri 'none'; frame-ancestors 'none'";
        return response.WriteAsync($"""
            <!doctype html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <title>{HtmlEncoder.Default.Encode(title)}</title>
            <style nonce="{nonce}">{Style}</style>
            </head>
            <body>
            <main>
            {body}
            </main>
            <script nonce="{nonce}">{script}</script>
            </body>
            </html>
            """, http.RequestAborted);
    }
}
