namespace Nightingale.Host.Commands;

/// <summary>Asks for what nobody may see: not on the screen, and never as a flag, which every process of the machine can read.</summary>
internal static class SecretPrompt
{
    /// <summary>What was typed, or the first line of a standard input that is no terminal; null: nothing.</summary>
    public static async Task<string?> Ask(string prompt, CancellationToken cancel)
    {
        if (Console.IsInputRedirected) return await Console.In.ReadLineAsync(cancel);
        await Console.Error.WriteAsync(prompt.AsMemory(), cancel);
        var typed = new Stack<char>();
        for (var key = Console.ReadKey(intercept: true); key.Key is not ConsoleKey.Enter; key = Console.ReadKey(intercept: true))
        {
            if (key.Key is ConsoleKey.Backspace) typed.TryPop(out _);
            else if (!char.IsControl(key.KeyChar)) typed.Push(key.KeyChar);
        }

        await Console.Error.WriteLineAsync();
        return new([.. typed.Reverse()]);
    }
}
