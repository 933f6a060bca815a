global using System.Collections.Frozen;
global using System.Globalization;
global using System.Security.Cryptography;
global using System.Text;
global using System.Text.Json;
global using System.Text.Json.Serialization;
global using DataSharing.Domain.Forms;
global using DataSharing.Domain.Ids;
