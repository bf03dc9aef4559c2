namespace Nightingale.Actors.Kernel;

/// <summary>A message for which somebody waits, and which can tell so when it is lost.</summary>
public interface IUndeliverable
{
    /// <summary>Nobody will receive the message: tells whoever waits for an answer. The sender may try again.</summary>
    /// <param name="why">A sentence that is fit for people.</param>
    void Undeliverable(string why);
}
