using Npgsql;

namespace Nightingale.Gateway.Keeping;

/// <summary>Reads texts that a table may have none of.</summary>
internal static class RowText
{
    /// <summary>The column's text; null if there is none.</summary>
    public static async Task<string?> TextOrNull(this NpgsqlDataReader row, int column, CancellationToken stop) =>
        await row.IsDBNullAsync(column, stop) ? null : row.GetString(column);
}
