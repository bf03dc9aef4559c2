using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json.Nodes;

namespace Nightingale.Bench.Proxy;

/// <summary>
/// A real <c>nightingale up</c> whose one instance is the back end: real but for the Terraform module, which gives the back end's socket. So authentication, permission,
/// the record of every attempt and the count of bytes are on.
/// </summary>
internal static class Ours
{
    /// <summary>Starts it, launches the instance and waits until it is ready.</summary>
    public static async Task<Contender> Start(Scratch scratch, string socket, CancellationToken cancel)
    {
        var (folder, modules) = (scratch.Folder(), scratch.Folder());
        Directory.CreateDirectory($"{modules}/local");
        await File.WriteAllTextAsync($"{modules}/local/main.tf", Module(socket), cancel);
        var host = typeof(Host.Composition.Node).Assembly.Location;
        var process = Child.Start(folder, "dotnet", [host, "up", "--data", folder, "--port", "0", "--modules", modules], ("TF_CLI_CONFIG_FILE", null));
        try
        {
            await Until.True(() => Task.FromResult(File.Exists($"{folder}/node.json")), TimeSpan.FromMilliseconds(50), cancel);
            var url = (string)JsonNode.Parse(await File.ReadAllTextAsync($"{folder}/node.json", cancel))!["url"]!;
            using var http = new HttpClient { BaseAddress = new(url) };
            http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", (await File.ReadAllTextAsync($"{folder}/operator.token", cancel)).Trim());
            var id = (string)(await Post(http, "api/v1/instances", new { name = "bench", account = "default", target = "local", size = "small" }, cancel))["id"]!;
            var token = (string)(await Post(http, "api/v1/tokens", new { name = "bench", role = "researcher", accounts = (string[])["default"] }, cancel))["secret"]!;
            await Until.True(async () => (string)(await http.GetFromJsonAsync<JsonNode>($"api/v1/instances/{id}", cancel))!["phase"]! == "ready", TimeSpan.FromMilliseconds(50), cancel);
            return new("Nightingale", new($"{url.TrimEnd('/')}/i/{id}/"), $"Bearer {token}", process);
        }
        catch
        {
            await process.DisposeAsync();
            throw;
        }
    }

    private static async Task<JsonNode> Post(HttpClient http, string path, object body, CancellationToken cancel)
    {
        using var answer = await http.PostAsJsonAsync(path, body, cancel);
        answer.EnsureSuccessStatusCode();
        return (await answer.Content.ReadFromJsonAsync<JsonNode>(cancel))!;
    }

    // The same inputs and outputs as every module; what it runs is there already.
    private static string Module(string socket) => $$"""
        terraform {
          backend "http" {}
        }
        variable "instance_id" { type = string }
        variable "generation" { type = number }
        variable "running" { type = bool }
        variable "size" { type = any }
        variable "image" { default = null }
        variable "market" { default = null }
        variable "dataset" { default = null }
        variable "home" { type = string }
        variable "labels" { default = {} }
        variable "token" {
          type      = string
          sensitive = true
          ephemeral = true
        }
        output "address" { value = var.running ? "unix://{{socket}}" : null }
        output "provider_id" { value = var.running ? var.instance_id : null }
        output "zone" { value = "local" }
        output "started_at" { value = null }
        output "stopped_at" { value = null }
        """;
}
