@slow
Feature: Stocktaking
  Once a year every copy on the shelves is scanned.

  Background:
    Given today is 2024-07-15
    And "Rain" by Mia Tanaka has the copies B-101 to B-106
    And "Snow" by Mia Tanaka has the copies B-201 to B-203
    And the members
      | name      | born       |
      | Ada Novak | 1980-05-17 |

  Scenario: Everything is where it belongs
    When the scanner reads B-101 B-102 B-103 B-104 B-105 B-106 B-201 B-202 B-203
    Then 9 copies are in their place
    And the stocktake finds
      | what                | barcodes |
      | not on shelf        |          |
      | should be elsewhere |          |

  Scenario: Copies are missing
    When the scanner reads B-101 B-102 B-103 B-104 B-105 B-201
    Then 6 copies are in their place
    And the stocktake finds
      | what         | barcodes          |
      | not on shelf | B-106 B-202 B-203 |

  Scenario: A copy scanned twice counts once
    When the scanner reads B-101 B-101 B-101 B-102
    Then 2 copies are in their place

  Scenario: A copy on loan stands on the shelf
    Given Ada Novak borrows B-101
    When the scanner reads B-101 B-102 B-103 B-104
    Then the stocktake finds
      | what                | barcodes |
      | should be elsewhere | B-101    |

  Scenario: A lost copy turns up
    Given Ada Novak borrows B-201
    And B-201 is reported lost
    When the scanner reads B-201 B-202 B-203
    Then the stocktake finds
      | what        | barcodes |
      | found again | B-201    |
    And copy B-201 is available

  Scenario: A copy of another library
    When the scanner reads X-999 B-101
    Then the stocktake finds
      | what    | barcodes |
      | unknown | X-999    |
