using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Http;

namespace Nightingale.Gateway.JupyterProxy;

/// <summary>The page that takes a code from the main origin to an instance's: a form that sends itself. A code in the address would stay in histories and logs.</summary>
internal static class HandOverPage
{
    public static Task Write(HttpContext http, string origin, string action, string code, string path)
    {
        // The instance's origin wants to know which page the code comes from.
        http.Response.Headers["Referrer-Policy"] = "strict-origin";
        return Page.Write(http, StatusCodes.Status200OK, "Opening the notebook", $"""
            <form method="post" action="{Html(action)}">
              <input type="hidden" name="code" value="{Html(code)}">
              <input type="hidden" name="path" value="{Html(path)}">
              <p>Opening the notebook …</p>
              <p><button>Open</button></p>
            </form>
            """, "document.forms[0].submit();", formsTo: origin);
    }

    private static string Html(string text) => HtmlEncoder.Default.Encode(text);
}
