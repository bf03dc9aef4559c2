using System.CommandLine.Parsing;

namespace Nightingale.Host.Commands;

/// <summary>What a bad command line is told. The library's own words for a value that does not fit name .NET types.</summary>
internal static class ParseErrorText
{
    /// <summary>A sentence about an error.</summary>
    public static string Of(ParseError error) => error.SymbolResult switch
    {
        _ when !error.Message.Contains("expected type", StringComparison.Ordinal) => error.Message,
        OptionResult { Tokens: [.., var given] } option when Kind(option.Option.ValueType) is { } kind => $"{option.Option.Name} is {given.Value}; it must be {kind}.",
        ArgumentResult { Tokens: [.., var given], Parent: OptionResult option } when Kind(option.Option.ValueType) is { } kind => $"{option.Option.Name} is {given.Value}; it must be {kind}.",
        ArgumentResult { Tokens: [.., var given] } argument when Kind(argument.Argument.ValueType) is { } kind => $"{argument.Argument.Name} is {given.Value}; it must be {kind}.",
        _ => error.Message,
    };

    private static string? Kind(Type type) => Type.GetTypeCode(Nullable.GetUnderlyingType(type) ?? type) switch
    {
        TypeCode.Int32 => "a whole number",
        TypeCode.Decimal => "a number, such as 1.5",
        _ when (Nullable.GetUnderlyingType(type) ?? type) == typeof(DateTimeOffset) => "a time, such as 2026-12-31T00:00:00Z",
        _ => null,
    };
}
